package dev.keyturn.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.server.wire.Protocol.Done;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Lists and maps whose entries stand there without an element around them, and whose parts have
/// names of their own.
class FlattenedQueryTest {
  private static final Shape.Structure SHAPE =
      new ModelReader(
              JsonMapper.shared()
                  .readTree(
                      """
                      {"operations": {"O": {"input": {"shape": "I"}}},
                       "shapes": {
                         "I": {"type": "structure", "members": {
                           "Plain": {"shape": "Flat"}, "Others": {"shape": "Named"},
                           "Map": {"shape": "FlatMap"}, "Items": {"shape": "Items"}}},
                         "T": {"type": "string"},
                         "Flat": {"type": "list", "flattened": true, "member": {"shape": "T"}},
                         "Named": {"type": "list", "flattened": true,
                                   "member": {"shape": "T", "locationName": "Other"}},
                         "Items": {"type": "list",
                                   "member": {"shape": "T", "locationName": "item"}},
                         "FlatMap": {"type": "map", "flattened": true,
                                     "key": {"shape": "T", "locationName": "Name"},
                                     "value": {"shape": "T", "locationName": "Value"}}}}
                      """))
          .read()
          .operation("O")
          .orElseThrow()
          .input();

  @Test
  void areReadByTheNamesOfTheModel() throws Exception {
    StructureValue value =
        decode(
            "Plain.2=b&Plain.1=a&Other.1=c&Map.1.Name=k&Map.1.Value=v&Items.item.1=d"
                + "&Others.1=ignored");

    assertThat(value.get(0)).isEqualTo(List.of("a", "b"));
    assertThat(value.get(1)).isEqualTo(List.of("c"));
    assertThat(value.get(2)).isEqualTo(Map.of("k", "v"));
    assertThat(value.get(3)).isEqualTo(List.of("d"));
  }

  @Test
  void areWrittenByTheNamesOfTheModel() throws Exception {
    StructureValue value =
        decode("Plain.1=a&Plain.2=b&Other.1=c&Map.1.Name=k&Map.1.Value=v&Items.item.1=d");

    assertThat(
            new String(
                QueryEncoder.encode("", new Done("O", "id", Optional.of(value))),
                StandardCharsets.UTF_8))
        .isEqualTo(
            "<OResponse><OResult><Plain>a</Plain><Plain>b</Plain><Other>c</Other>"
                + "<Map><Name>k</Name><Value>v</Value></Map><Items><item>d</item></Items></OResult>"
                + "<ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></OResponse>");
  }

  private static StructureValue decode(String form) throws Rejection {
    byte[] body = form.getBytes(StandardCharsets.UTF_8);
    return QueryDecoder.decode(
        Parameters.of(new HttpRequest("POST", "/", "", Map.of(), body, "192.0.2.7", false)), SHAPE);
  }
}
