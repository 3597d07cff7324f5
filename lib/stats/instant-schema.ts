import { z } from "zod";

/** What is beyond it cannot be written with a year of four digits. */
export const END_OF_TIME = Date.UTC(9999, 0, 1);

const MESSAGE = "must be an RFC 3339 date and time with Z or an offset";

/** An instant that callers give, of the years 1970 to 9998: the database cannot read all that RFC 3339 allows. */
export const givenInstant = z.iso
  .datetime({ offset: true, error: MESSAGE })
  .refine((text) => Date.parse(text) >= 0 && Date.parse(text) < END_OF_TIME, `${MESSAGE}, of 1970 to 9998`);
