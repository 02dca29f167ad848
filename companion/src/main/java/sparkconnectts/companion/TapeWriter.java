package sparkconnectts.companion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes values for V8, which reads them in bulk: a tape of numbers and bigints of 64 bits, and texts. tape.ts is the other
 * side and describes the form.
 */
final class TapeWriter {
  /** A string of JavaScript that is a part of a text keeps all of it in memory, so that texts must not be long. */
  private static final int TEXT_LENGTH = 1024;
  private static final int ENTRIES_AT_FIRST = 128;
  /** A tape that is longer is not kept for the next call. */
  private static final int MOST_ENTRIES_KEPT = 1 << 20;
  private static final int BYTES_PER_ENTRY = 8;
  private static final double MISSING = 1;

  private long[] entries = new long[ENTRIES_AT_FIRST];
  private int length;
  private final List<String> texts = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private boolean isOpen;

  void start() {
    if (entries.length > MOST_ENTRIES_KEPT) entries = new long[ENTRIES_AT_FIRST];
    length = 0;
    texts.clear();
    text.setLength(0);
    isOpen = false;
  }

  long[] entries() {
    return entries;
  }

  int length() {
    return length;
  }

  /** Returns the strings, joined to texts. */
  List<String> texts() {
    endText();
    return texts;
  }

  private void endText() {
    if (isOpen) texts.add(text.toString());
    text.setLength(0);
    isOpen = false;
  }

  private void entry(long bits) {
    if (length == entries.length) entries = Arrays.copyOf(entries, 2 * length);
    entries[length++] = bits;
  }

  void number(double value) {
    entry(Double.doubleToRawLongBits(value));
  }

  void doubleValue(double value) {
    if (value == value) {
      number(value);
    } else {
      number(Double.NaN);
      number(0);
    }
  }

  void longValue(long value) {
    entry(value);
    if (value == Long.MIN_VALUE) number(0);
  }

  /** Writes an entry that is never missing. */
  void word(long value) {
    entry(value);
  }

  void string(String value) {
    boolean isNext = !isOpen || text.length() + value.length() > TEXT_LENGTH;
    number(2.0 * value.length() + (isNext ? 1 : 0));
    if (isNext) endText();
    text.append(value);
    isOpen = true;
  }

  void binary(byte[] value) {
    number(value.length);
    for (int start = 0; start < value.length; start += BYTES_PER_ENTRY) {
      long bits = 0;
      for (int index = Math.min(value.length, start + BYTES_PER_ENTRY) - 1; index >= start; index--) {
        bits = bits << 8 | value[index] & 0xff;
      }
      entry(bits);
    }
  }

  void noNumber() {
    number(Double.NaN);
  }

  void noDouble() {
    number(Double.NaN);
    number(MISSING);
  }

  void noLong() {
    entry(Long.MIN_VALUE);
    number(MISSING);
  }

  void noLength() {
    number(-1);
  }
}
