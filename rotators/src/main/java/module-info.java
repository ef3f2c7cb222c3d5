/// Built-in rotation functions. They see only the public contract of a rotation function: that a
/// rotation function knows nothing else of the server is a compile error, not a wish.
module dev.keyturn.rotators {
  requires dev.keyturn.core;
  requires java.sql;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires static org.jspecify;
}
