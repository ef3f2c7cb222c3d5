/// The domain of Keyturn and its ports. It knows the Java platform, Jackson, slf4j and JSpecify,
/// and nothing else: that "the domain knows no framework" is a compile error here, not a wish.
module dev.keyturn.core {
  requires transitive tools.jackson.databind;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.keyturn.access;
  exports dev.keyturn.alarm;
  exports dev.keyturn.audit;
  exports dev.keyturn.engine;
  exports dev.keyturn.function;
  exports dev.keyturn.iam;
  exports dev.keyturn.identity;
  exports dev.keyturn.key;
  exports dev.keyturn.kms;
  exports dev.keyturn.lambda;
  exports dev.keyturn.logs;
  exports dev.keyturn.masking;
  exports dev.keyturn.operation;
  exports dev.keyturn.rotation;
  exports dev.keyturn.schedule;
  exports dev.keyturn.secret;
  exports dev.keyturn.store;

  opens dev.keyturn.alarm to
      tools.jackson.databind;
  opens dev.keyturn.iam to
      tools.jackson.databind;
  opens dev.keyturn.kms to
      tools.jackson.databind;
  opens dev.keyturn.lambda to
      tools.jackson.databind;
  opens dev.keyturn.logs to
      tools.jackson.databind;
  opens dev.keyturn.rotation to
      tools.jackson.databind;
  opens dev.keyturn.secret to
      tools.jackson.databind;
}
