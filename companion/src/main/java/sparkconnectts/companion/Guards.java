package sparkconnectts.companion;

import org.mozilla.javascript.BaseFunction;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.ScriptRuntime;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/**
 * Bounds the built-in functions that need much memory or time in one call, during which the engine cannot check the limits:
 * those that make long strings, and those that visit each index of an array, which may be long without having elements.
 */
final class Guards {
  private static final int BYTES_PER_CHARACTER = 2;
  private static final int BYTES_PER_ELEMENT = 4;

  private Guards() {}

  /** Estimates how many bytes a call needs. */
  private interface Cost {
    double of(Scriptable thisObject, Object[] arguments);
  }

  static void install(ScriptableObject scope) {
    Scriptable strings = prototype(scope, "String");
    guard(strings, "repeat", (text, arguments) -> length(text) * number(arguments) * BYTES_PER_CHARACTER);
    for (String name : new String[] {"padStart", "padEnd"}) {
      guard(strings, name, (text, arguments) -> number(arguments) * BYTES_PER_CHARACTER);
    }
    // The text of a long chain of concatenations is made by the first function that needs it.
    guardAll(strings, (text, arguments) -> length(text) * BYTES_PER_CHARACTER);
    guardAll(prototype(scope, "RegExp"), Guards::charactersOfFirst);
    guardAll(prototype(scope, "Array"), (array, arguments) -> elementsOf(array));
    Scriptable json = object(scope, "JSON");
    guard(json, "parse", Guards::charactersOfFirst);
    guard(json, "stringify", Guards::elementsOfFirst);
    guard(object(scope, "Array"), "from", Guards::elementsOfFirst);
    guard(prototype(scope, "Function"), "apply", (function, arguments) -> arguments.length < 2 ? 0 : elementsOf(arguments[1]));
    guardConstructor(scope, "ArrayBuffer", 1);
    for (String name : new String[] {"Int8Array", "Uint8Array", "Uint8ClampedArray"}) guardConstructor(scope, name, 1);
    for (String name : new String[] {"Int16Array", "Uint16Array"}) guardConstructor(scope, name, 2);
    for (String name : new String[] {"Int32Array", "Uint32Array", "Float32Array"}) guardConstructor(scope, name, 4);
    for (String name : new String[] {"Float64Array", "BigInt64Array", "BigUint64Array"}) guardConstructor(scope, name, 8);
  }

  private static Scriptable object(Scriptable scope, String name) {
    return (Scriptable) ScriptableObject.getProperty(scope, name);
  }

  private static Scriptable prototype(Scriptable scope, String constructor) {
    return object(object(scope, constructor), "prototype");
  }

  private static double charactersOfFirst(Scriptable thisObject, Object[] arguments) {
    return arguments.length > 0 && arguments[0] instanceof CharSequence
        ? (double) ((CharSequence) arguments[0]).length() * BYTES_PER_CHARACTER
        : 0;
  }

  private static double elementsOfFirst(Scriptable thisObject, Object[] arguments) {
    return arguments.length == 0 ? 0 : elementsOf(arguments[0]);
  }

  private static double elementsOf(Object list) {
    return list instanceof Scriptable && !(list instanceof Function) ? length((Scriptable) list) * BYTES_PER_ELEMENT : 0;
  }

  private static double length(Scriptable object) {
    Object length = object == null ? null : ScriptableObject.getProperty(object, "length");
    return length instanceof Number ? ((Number) length).doubleValue() : 0;
  }

  private static double number(Object[] arguments) {
    return arguments.length > 0 && arguments[0] instanceof Number ? ((Number) arguments[0]).doubleValue() : 0;
  }

  /** Guards the functions of an object that have no guard yet. */
  private static void guardAll(Scriptable owner, Cost cost) {
    for (Object id : ((ScriptableObject) owner).getAllIds()) {
      if (id instanceof String && !id.equals("constructor")) guard(owner, (String) id, cost);
    }
  }

  private static void guard(Scriptable owner, String name, Cost cost) {
    Object found = owner.get(name, owner);
    if (!(found instanceof BaseFunction) || found instanceof GuardedFunction) return;
    ScriptableObject.defineProperty(owner, name, new GuardedFunction((BaseFunction) found, cost), ScriptableObject.DONTENUM);
  }

  private static void guardConstructor(ScriptableObject scope, String name, int bytes) {
    Object found = scope.get(name, scope);
    if (!(found instanceof BaseFunction)) return;
    GuardedConstructor guard = new GuardedConstructor((BaseFunction) found, bytes);
    ScriptableObject.defineProperty(prototype(scope, name), "constructor", guard, ScriptableObject.DONTENUM);
    ScriptableObject.defineProperty(scope, name, guard, ScriptableObject.DONTENUM);
  }

  /** A constructor of arrays of numbers, whose first argument is a length or what to copy. */
  private static final class GuardedConstructor extends BaseFunction {
    private static final long serialVersionUID = 1L;

    private final BaseFunction guarded;
    private final int bytes;

    GuardedConstructor(BaseFunction guarded, int bytes) {
      this.guarded = guarded;
      this.bytes = bytes;
      ScriptRuntime.setFunctionProtoAndParent(this, Context.getCurrentContext(), guarded.getParentScope());
      // Inherits the static functions.
      setPrototype(guarded);
      setImmunePrototypeProperty(ScriptableObject.getProperty(guarded, "prototype"));
    }

    @Override
    public Object call(Context context, Scriptable scope, Scriptable thisObject, Object[] arguments) {
      return guarded.call(context, scope, thisObject, arguments);
    }

    @Override
    public Scriptable construct(Context context, Scriptable scope, Object[] arguments) {
      double length = arguments.length > 0 && arguments[0] instanceof Scriptable ? length((Scriptable) arguments[0]) : number(arguments);
      ((LimitedContext) context).checkAllocation(length * bytes);
      return guarded.construct(context, scope, arguments);
    }

    @Override
    public String getFunctionName() {
      return guarded.getFunctionName();
    }

    @Override
    public int getLength() {
      return guarded.getLength();
    }

    @Override
    public int getArity() {
      return guarded.getArity();
    }
  }

  /** A built-in function that is called only if its cost is within the limit. */
  private static final class GuardedFunction extends BaseFunction {
    private static final long serialVersionUID = 1L;

    private final BaseFunction guarded;
    private final transient Cost cost;

    GuardedFunction(BaseFunction guarded, Cost cost) {
      this.guarded = guarded;
      this.cost = cost;
      ScriptRuntime.setFunctionProtoAndParent(this, Context.getCurrentContext(), guarded.getParentScope());
    }

    @Override
    public Object call(Context context, Scriptable scope, Scriptable thisObject, Object[] arguments) {
      ((LimitedContext) context).checkAllocation(cost.of(thisObject, arguments));
      return guarded.call(context, scope, thisObject, arguments);
    }

    @Override
    public Scriptable construct(Context context, Scriptable scope, Object[] arguments) {
      throw ScriptRuntime.typeErrorById("msg.not.ctor", getFunctionName());
    }

    @Override
    public String getFunctionName() {
      return guarded.getFunctionName();
    }

    @Override
    public int getLength() {
      return guarded.getLength();
    }

    @Override
    public int getArity() {
      return guarded.getArity();
    }
  }
}
