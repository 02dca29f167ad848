package sparkconnectts.companion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema;
import org.apache.spark.sql.connect.common.UdfPacket;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import scala.Function1;
import scala.collection.Iterator;
import scala.collection.JavaConverters;

class PayloadTest {
  private static final StructType ID = new StructType().add("id", DataTypes.LongType);

  private static Object roundTrip(Object object) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
  }

  private static Iterator<Row> ids(Long... ids) {
    java.util.Iterator<Row> rows =
        Arrays.stream(ids).map(id -> (Row) new GenericRowWithSchema(new Object[] {id}, ID)).iterator();
    return JavaConverters.asScalaIterator(rows);
  }

  private static ObjectNode rows(String kind, String source) {
    return Functions.request(kind, source, ID.json()).put("input", ID.json()).put("batchSize", 2);
  }

  @SuppressWarnings("unchecked")
  private static Iterator<Row> mapped(ObjectNode request, Long... ids) throws Exception {
    UdfPacket packet = (UdfPacket) roundTrip(new Payload(request.toString()));
    // Spark sends the function of the packet to the tasks.
    Function1<Iterator<Row>, Iterator<Row>> function = (Function1<Iterator<Row>, Iterator<Row>>) roundTrip(packet.function());
    return function.apply(ids(ids));
  }

  @Test
  void becomesAFunctionOfRows() throws Exception {
    String source = "function (row) { return { id: row.id + BigInt(1) }; }";
    Iterator<Row> rows = mapped(rows("ROWS", source), 1L, 5L);
    assertEquals(2L, rows.next().getLong(0));
    assertEquals(6L, rows.next().getLong(0));
    assertFalse(rows.hasNext());
    Iterator<Row> failing = mapped(rows("ROWS", source), (Long) null);
    RuntimeException error = assertThrows(RuntimeException.class, failing::next);
    assertTrue(FunctionFailure.find(error.getMessage()).contains("\"values\":[\"null\"]"), error.getMessage());
  }

  @Test
  void readsBatchesOnlyWhenTheFunctionNeedsThem() throws Exception {
    String source = "function (batches) { var it = batches[Symbol.iterator](); var sizes = [];"
        + " for (var n = it.next(); !n.done; n = it.next()) sizes.push({ id: n.value.length }); return [sizes]; }";
    Iterator<Row> rows = mapped(rows("BATCHES", source), 1L, 2L, 3L);
    assertEquals("[[2], [1]]", JavaConverters.seqAsJavaList(rows.toSeq()).toString());
  }

  @Test
  void refusesAnotherVersionOfTheProtocol() {
    ObjectNode request = Functions.request("ROWS", "null", ID.json()).put("protocol", 2);
    InvalidObjectException error =
        assertThrows(InvalidObjectException.class, () -> roundTrip(new Payload(request.toString())));
    assertTrue(error.getMessage().contains("understands version 1 of its protocol, but the client uses version 2"), error.getMessage());
    assertThrows(InvalidObjectException.class, () -> roundTrip(new Payload("{")));
  }

  @Test
  void isAScalaFunctionForBatchesOfAStream() throws Exception {
    assertInstanceOf(scala.Function2.class, roundTrip(new Payload(Functions.request("BATCH", "null", "").toString())));
  }
}
