package sparkconnectts.companion;

import java.math.BigInteger;

/** Reads the values that V8 has written in bulk. tape.ts is the other side. */
final class TapeReader {
  private static final int BYTES_PER_ENTRY = 8;
  private static final double MISSING = 1;

  private final long[] entries;
  private final String text;
  private int at;
  private int character;

  TapeReader(long[] entries, String text) {
    this.entries = entries;
    this.text = text;
  }

  boolean isAtEnd() {
    return at == entries.length;
  }

  double number() {
    return Double.longBitsToDouble(entries[at++]);
  }

  /** Reads a number, or returns null. */
  Double doubleValue() {
    double value = number();
    return value == value || number() != MISSING ? (Double) value : null;
  }

  /** Reads a whole number, or returns null. */
  Integer intValue() {
    double value = number();
    return value == value ? (Integer) (int) value : null;
  }

  /** Reads a bigint, or returns null. */
  Long longValue() {
    long value = entries[at++];
    return value != Long.MIN_VALUE || number() != MISSING ? (Long) value : null;
  }

  /** Reads a string, or returns null. */
  String string() {
    double length = number();
    if (length < 0) return null;
    int start = character;
    character += (int) length;
    return text.substring(start, character);
  }

  /** Reads bytes, or returns null. */
  byte[] binary() {
    double length = number();
    if (length < 0) return null;
    byte[] value = new byte[(int) length];
    for (int index = 0; index < value.length; index++) {
      value[index] = (byte) (entries[at + index / BYTES_PER_ENTRY] >> 8 * (index % BYTES_PER_ENTRY));
    }
    at += (value.length + BYTES_PER_ENTRY - 1) / BYTES_PER_ENTRY;
    return value;
  }

  /** Reads the unscaled value of a decimal, or returns null. */
  BigInteger unscaled() {
    double words = number();
    if (words != words) return null;
    BigInteger high = BigInteger.valueOf(entries[at++]);
    if (words == 1) return high;
    BigInteger low = new BigInteger(Long.toUnsignedString(entries[at++]));
    return high.shiftLeft(64).add(low);
  }
}
