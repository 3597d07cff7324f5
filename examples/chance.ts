/** One of several, each as likely. */
export function pick<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)] as T;
}

/** A whole number from 1 to `most`. */
export function number(most: number): number {
  return Math.floor(Math.random() * most) + 1;
}

/** One of several, as likely as its weight says. */
export function weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
  let at = Math.random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, choice] of choices) {
    at -= weight;
    if (at < 0) return choice;
  }
  return (choices[0] as readonly [number, T])[1];
}
