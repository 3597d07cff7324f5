import { ChannelList } from "@/components/alerts/channels/channel-list";
import { listChannels } from "@/lib/notify/channels";
import { authorise } from "../../authorise";
import { load } from "../../load";

export const metadata = { title: "Channels" };

/** Where notices go. */
export default async function ChannelsPage() {
  await authorise("alerts.manage");
  const read = await load((given) => listChannels(given, { limit: 200 }));
  return read.ok ? <ChannelList initial={{ channels: read.data.channels, next_cursor: null }} /> : read.view;
}
