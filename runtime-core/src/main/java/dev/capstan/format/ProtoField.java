package dev.capstan.format;

/**
 * A field of a Protobuf message.
 *
 * @param oneof which group of fields excludes each other; negative for none
 */
record ProtoField(String name, int number, ProtoType type, Kind kind, int oneof) {
    /** How often a field can be there, and what it is when it is not. */
    enum Kind {
        /** It is left out when it is missing. */
        EXPLICIT,
        /** It has its default when it is missing. */
        IMPLICIT,
        REPEATED,
        /** The type is that of its entries, with key and value. */
        MAP
    }
}
