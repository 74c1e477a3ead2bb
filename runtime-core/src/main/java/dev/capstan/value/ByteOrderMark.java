package dev.capstan.value;

/** The mark that some editors put in front of a text (Unicode, section 23.8). */
public final class ByteOrderMark {
    private ByteOrderMark() {}

    /** The text behind the mark, where there is one. */
    public static String removed(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
