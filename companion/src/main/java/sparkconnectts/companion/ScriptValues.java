package sparkconnectts.companion;

import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Undefined;
import org.mozilla.javascript.typedarrays.NativeArrayBufferView;

/** Reads JavaScript values. */
final class ScriptValues {
  private final Context context;
  private final Scriptable scope;
  private final Function elements;
  private final Function describe;

  ScriptValues(Context context, Scriptable scope) {
    this.context = context;
    this.scope = scope;
    elements = function("elementsOf");
    describe = function("describe");
  }

  /** Returns a function of the companion's own script. */
  Function function(String name) {
    return (Function) ScriptableObject.getProperty((Scriptable) ScriptableObject.getProperty(scope, "companionValues"), name);
  }

  static boolean isMissing(Object value) {
    return value == null || Undefined.isUndefined(value);
  }

  boolean isInstance(Object value, String constructor) {
    return value instanceof Scriptable && ((Scriptable) ScriptableObject.getProperty(scope, constructor)).hasInstance((Scriptable) value);
  }

  Object property(Object value, String name) {
    Object found = ScriptableObject.getProperty((Scriptable) value, name);
    return found == Scriptable.NOT_FOUND ? null : found;
  }

  /** Returns the elements of an array, a typed array or a Map, with key and value of each entry in turn, or null for another value. */
  Object[] elements(Object value) {
    Object found = elements.call(context, scope, Undefined.SCRIPTABLE_UNDEFINED, new Object[] {value});
    return found == null ? null : context.getElements((Scriptable) found);
  }

  /** Returns the milliseconds of a Date since 1970, or NaN if it is invalid. */
  Object dateMillis(Object date) {
    return ScriptableObject.callMethod(context, (Scriptable) date, "getTime", new Object[0]);
  }

  static byte[] bytes(Object value) {
    NativeArrayBufferView view = (NativeArrayBufferView) value;
    byte[] bytes = new byte[view.getByteLength()];
    System.arraycopy(view.getBuffer().getBuffer(), view.getByteOffset(), bytes, 0, bytes.length);
    return bytes;
  }

  String describe(Object value) {
    return Context.toString(describe.call(context, scope, Undefined.SCRIPTABLE_UNDEFINED, new Object[] {value}));
  }
}
