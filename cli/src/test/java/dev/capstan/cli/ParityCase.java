package dev.capstan.cli;

import dev.capstan.cli.ParityFile.Operation;
import dev.capstan.cli.ParityFile.Unit;
import dev.capstan.cli.ParityRequest.Expected;

/** One exposed unit, what its caller gives, and what the upstream must get for it. */
record ParityCase(ParityFile file, Unit unit, Operation operation, ParityGiven given, Expected expected) {

    /** Where it is, for people. */
    String place() {
        return file.path() + ":" + unit.line() + " " + unit.door() + " "
                + (unit.door() == Door.MCP ? unit.name() : unit.method() + " " + unit.path());
    }
}
