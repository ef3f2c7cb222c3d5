package dev.keyturn.rotators.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.function.FailureClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The texts are those of Redis 6.2 and 7.0.
class RedisErrorTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "WRONGPASS invalid username-password pair or user is disabled.|REFUSED",
        "NOAUTH Authentication required.|BROKEN",
        "NOPERM this user has no permissions to run the 'acl' command or its subcommand|NOT_ALLOWED",
        "DENIED Redis is running in protected mode because protected mode is enabled|NOT_ALLOWED",
        "ERR max number of clients reached|UNREACHABLE",
        "LOADING Redis is loading the dataset in memory|BUSY",
        "BUSY Redis is busy running a script. You can only call SCRIPT KILL|BUSY",
        "MASTERDOWN Link with MASTER is down|UNREACHABLE",
        "READONLY You can't write against a read only replica.|MISCONFIGURED",
        "ERR This Redis instance is not configured to use an ACL file. You may want|MISCONFIGURED",
        "ERR The server is running without a config file|MISCONFIGURED",
        "ERR There was an error trying to save the ACLs. Please check the server logs|MISCONFIGURED",
        "ERR Rewriting config file: Permission denied|MISCONFIGURED",
        "ERR Error in ACL SETUSER modifier '!0a': The password you are trying to remove|BUSY",
        "ERR unknown command `ACL`, with args beginning with: `WHOAMI`, |MISCONFIGURED",
        "ERR unknown command 'ACL', with args beginning with: 'WHOAMI' |MISCONFIGURED",
        "ERR wrong number of arguments for 'auth' command|MISCONFIGURED",
        "ERR something else|BROKEN",
        "BUSYGROUP Consumer Group name already exists|BROKEN",
        "WRONGPASSWORD|BROKEN",
      })
  void textsAreClassified(String text, FailureClass failureClass) {
    assertThat(RedisError.of(text).failureClass()).isEqualTo(failureClass);
  }

  @Test
  void anythingUnknownIsAnError() {
    assertThat(RedisError.of("")).isEqualTo(RedisError.OTHER);
  }

  @ParameterizedTest
  @EnumSource
  void everyErrorHasAMeaningAndARemedy(RedisError error) {
    assertThat(error.meaning()).isNotBlank();
    assertThat(error.remedy()).endsWith(".");
  }
}
