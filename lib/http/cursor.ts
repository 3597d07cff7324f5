/** Characters of a cursor at most: it may carry two texts of 200 characters, each of which can take 6 bytes and more. */
export const MAX_CURSOR = 8000;

/** A position in a list as opaque, URL-safe text. @param parts what JSON can carry */
export function encodeCursor(parts: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** What {@link encodeCursor} was given; undefined where the text is none of its. */
export function decodeCursor(cursor: string): unknown {
  try {
    const text = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (character) => character.charCodeAt(0))));
  } catch {
    return undefined;
  }
}
