package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.operation.Refusal.InvalidParameter;
import dev.keyturn.testkit.SecretsFixture;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TagsTest {
  private final SecretsFixture fixture = new SecretsFixture();

  TagsTest() {
    fixture.create("app", "x");
  }

  private void tag(Tag... tags) {
    fixture.send(new TagResource.Input("app", List.of(tags)), TagResource.Output.class);
  }

  private void untag(String... keys) {
    fixture.send(new UntagResource.Input("app", List.of(keys)), UntagResource.Output.class);
  }

  @Test
  void tagsAreAddedAndOverwrittenByKey() {
    tag(new Tag("a", "1"), new Tag("b", "2"));
    tag(new Tag("a", "3"), new Tag("A", "4"));
    assertThat(fixture.describe("app").tags())
        .contains(List.of(new Tag("A", "4"), new Tag("a", "3"), new Tag("b", "2")));
  }

  @Test
  void untaggingIsIdempotentAndTellsCaseApart() {
    tag(new Tag("a", "1"));
    untag("A", "none");
    assertThat(fixture.describe("app").tags()).contains(List.of(new Tag("a", "1")));
    untag("a");
    untag("a");
    assertThat(fixture.describe("app").tags()).isEmpty();
  }

  @Test
  void thereAreAtMostFifty() {
    tag(IntStream.range(0, 50).mapToObj(i -> new Tag("t" + i, "")).toArray(Tag[]::new));
    tag(new Tag("t7", "overwritten"));
    assertThatThrownBy(() -> tag(new Tag("more", ""))).isInstanceOf(InvalidParameter.class);
  }

  @Test
  void reservedKeysAreRefused() {
    assertThatThrownBy(() -> tag(new Tag("aws:x", ""))).isInstanceOf(InvalidParameter.class);
    assertThatThrownBy(() -> untag("aws:x")).isInstanceOf(InvalidParameter.class);
  }
}
