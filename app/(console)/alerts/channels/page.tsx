import { ChannelList } from "@/components/alerts/channels/channel-list";
import { DeliveryLog } from "@/components/alerts/channels/delivery-log";
import { listChannels } from "@/lib/notify/channels";
import { listDeliveries } from "@/lib/notify/deliveries";
import { authorise } from "../../authorise";
import { load } from "../../load";

export const metadata = { title: "Channels" };

/** Where notices go, and what became of the newest. */
export default async function ChannelsPage() {
  await authorise("alerts.manage");
  const read = await load(async (given) => {
    const [channels, deliveries] = await Promise.all([
      listChannels(given, { limit: 200 }),
      listDeliveries(given, { limit: 50 }),
    ]);
    return { channels: channels.channels, deliveries: deliveries.deliveries };
  });
  if (!read.ok) return read.view;
  return (
    <div className="flex flex-col gap-4">
      <ChannelList initial={{ channels: read.data.channels, next_cursor: null }} />
      <DeliveryLog initial={{ deliveries: read.data.deliveries, next_cursor: null }} />
    </div>
  );
}
