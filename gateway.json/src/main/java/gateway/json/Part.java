package gateway.json;

/**
 * Where a part of a value stands in its text.
 *
 * @param key of a member, empty for an element
 * @param from position of its first byte
 * @param to position behind its last byte
 */
record Part(String key, int from, int to) {}
