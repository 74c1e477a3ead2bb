package dev.capstan.flow;

/** Where a door finds an input. */
public enum Location {
    PATH("path variable"),
    QUERY("query parameter"),
    HEADER("header"),
    COOKIE("cookie"),
    /** The whole request body. */
    BODY("request body"),
    /** The whole request body as text, or where that is JSON the member of its object. */
    BODY_TEXT("request body"),
    /** What is at a path in the JSON of the request body. */
    BODY_PATH("value in the JSON request body"),
    /** A member of the JSON object in the request body. */
    BODY_MEMBER("member of the JSON request body"),
    /** A field of the form in the request body, or a member of the JSON object that stands in its place. */
    FORM_FIELD("form field"),
    /** All query parameters that no other input takes; at a tool an object of them. */
    UNDECLARED_QUERY("query parameters"),
    /** A tool's argument. */
    ARGUMENT("argument"),
    /** A tool's argument that is a whole body. When it is absent, the arguments that nobody takes are its members. */
    BODY_ARGUMENT("argument"),
    /** A tool's argument that is a member of the whole body while that itself is not given. */
    BODY_PART("argument"),
    /** The same as {@link #UNDECLARED_QUERY}, as a tool's argument. */
    QUERY_ARGUMENT("argument");

    private final String label;

    Location(String label) {
        this.label = label;
    }

    /** What a person calls it. */
    public String label() {
        return label;
    }
}
