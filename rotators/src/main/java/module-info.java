/// Built-in rotation functions. They see only the public contract of a rotation function: that a
/// rotation function knows nothing else of the server is a compile error, not a wish.
module dev.keyturn.rotators {
  requires transitive dev.keyturn.core;
  requires java.net.http;
  requires transitive java.sql;
  requires java.xml;
  requires org.mariadb.jdbc;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires static org.checkerframework.checker.qual;
  requires static org.jspecify;

  exports dev.keyturn.rotators;
  exports dev.keyturn.rotators.target;

  provides org.mariadb.jdbc.plugin.TlsSocketPlugin with
      dev.keyturn.rotators.target.MySqlTls;
}
