package dev.capstan.script;

/** Whether scripts are run here. */
public enum ScriptPermission {
    /** The operator has not allowed it. */
    REFUSED,
    /** It is allowed, but there is nothing to run them with. */
    WITHOUT_ENGINE,
    ALLOWED;

    /** The engine that is tested: what has to be on the class path, with all that it needs. */
    public static final String COORDINATES = "org.graalvm.js:js-language:25.0.4";

    /** @param allowed whether the operator allows scripts */
    public static ScriptPermission of(boolean allowed) {
        return !allowed ? REFUSED : hasEngine() ? ALLOWED : WITHOUT_ENGINE;
    }

    /** The engine is only looked for: it runs in other processes. */
    private static boolean hasEngine() {
        var loader = ScriptPermission.class.getClassLoader();
        return loader.getResource("org/graalvm/polyglot/Context.class") != null
                && loader.getResource("com/oracle/truffle/js/lang/JavaScriptLanguage.class") != null;
    }
}
