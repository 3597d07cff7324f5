"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { TIME_ZONE_COOKIE } from "./time-zone";

const YEAR_SECONDS = 31_536_000;

/**
 * Tells the server the browser's time zone, once and whenever it has changed, and has the page drawn anew by it.
 * @param known the zone that the server was told last
 */
export function TimeZoneCookie({ known }: { known: string | undefined }) {
  const router = useRouter();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || zone === known) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser that is supported.
    document.cookie = `${TIME_ZONE_COOKIE}=${encodeURIComponent(zone)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    router.refresh();
  }, [known, router]);
  return null;
}
