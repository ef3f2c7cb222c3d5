package dev.keyturn.store;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/// How records become the JSON text of documents, and back. Instants keep their nanoseconds; what
/// is absent is left out. A member that the record does not know fails the reading: to drop it at
/// the next write would lose what a newer Keyturn wrote. Thread-safe.
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              // Version ids are names of members, and no two are the same: a table of the names
              // seen would hold nothing else, and be searched for each.
              JsonFactory.builder()
                  .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .changeDefaultPropertyInclusion(inclusion ->
              inclusion.withValueInclusion(
                  com.fasterxml.jackson.annotation.JsonInclude.Include.NON_ABSENT))
          .build();

  private static final Map<Class<?>, ObjectReader> READERS = new ConcurrentHashMap<>();

  private Json() {}

  /// The text of a document.
  public static String write(Record body) {
    return MAPPER.writeValueAsString(body);
  }

  /// The record in a document's text.
  public static <T extends Record> T read(String body, Class<T> type) {
    return READERS.computeIfAbsent(type, MAPPER::readerFor).readValue(body);
  }
}
