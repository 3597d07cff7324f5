"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { connectionNow } from "./connection";

/**
 * Has the server render the page anew now and then, for views that have no route of their own to ask. Only while it is seen
 * and Rollcall answers: without an answer the browser would leave the page.
 */
export function RefreshPage({ everyMs }: { everyMs: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible" && connectionNow() === "connected") router.refresh();
    }, everyMs);
    return () => clearInterval(timer);
  }, [router, everyMs]);
  return null;
}
