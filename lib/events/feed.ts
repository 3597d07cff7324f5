export interface Feed {
  wake(): void;
  close(): Promise<void>;
}
export function createFeed(_: unknown): Feed {
  return { wake() {}, async close() {} };
}
