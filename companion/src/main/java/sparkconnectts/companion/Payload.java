package sparkconnectts.companion;

import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;

/**
 * The object that the client sends in place of a serialized Scala function. The client writes its bytes by hand, so the
 * name of the class, its serialVersionUID and its only field are part of the protocol. Spark deserializes it and gets
 * the object that it expects from {@link #readResolve}.
 */
public final class Payload implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String json;

  public Payload(String json) {
    this.json = json;
  }

  private Object readResolve() throws ObjectStreamException {
    try {
      return Packets.of(Request.parse(json));
    } catch (RuntimeException error) {
      InvalidObjectException invalid = new InvalidObjectException(error.getMessage());
      invalid.initCause(error);
      throw invalid;
    }
  }
}
