/** Trino makes classes for each query. Java looks for unused ones whenever they outgrow a limit, which is low at first. */
const manyClasses = '-XX:MetaspaceSize=512M';

/** The environment of the Trino of the whole run. */
export const longLived = { JDK_JAVA_OPTIONS: manyClasses };

/** The environment of a Trino that lives for minutes. Without Java's second compiler it needs a quarter less of the processors, and is as fast. */
export const shortLived = { JDK_JAVA_OPTIONS: `${manyClasses} -XX:TieredStopAtLevel=1` };
