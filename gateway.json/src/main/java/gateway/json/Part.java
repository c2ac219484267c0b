package gateway.json;

/**
 * Position of a part of a value in its text.
 *
 * @param key of a member, empty for an element
 * @param from position of its first byte
 * @param to position behind its last byte
 */
record Part(String key, int from, int to) {}
