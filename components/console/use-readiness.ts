"use client";
import { useEffect, useRef } from "react";

const EVERY_MS = 5000;
const TIMEOUT_MS = 4000;

/**
 * Asks every 5 s whether Rollcall and its database answer, and needs no session for it. A page that asks for itself
 * instead would be replaced by the browser's own error page while Rollcall is away.
 * @param onAnswer told each time whether they do
 */
export function useReadiness(onAnswer: (isReady: boolean) => void): void {
  const newest = useRef(onAnswer);
  useEffect(() => {
    newest.current = onAnswer;
  });
  useEffect(() => {
    let isOver = false;
    const ask = async () => {
      const isReady = await readiness();
      if (!isOver) newest.current(isReady);
    };
    void ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, []);
}

async function readiness(): Promise<boolean> {
  try {
    return (await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
}
