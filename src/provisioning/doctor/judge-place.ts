import { isInSubnet, type OwnNetwork, placeOf } from "../same-network.ts";
import { type DoctorFinding, found } from "./doctor-finding.ts";

/** Whether SIP PnP can reach a phone at `address`; `phone`: what it was asked for as. `listed`: the setting `pnpNetworks`. */
export function judgePlace(
  phone: string,
  address: string | undefined,
  own: readonly OwnNetwork[],
  listed: readonly string[],
): DoctorFinding {
  if (address === undefined) return found("phone-without-address", { phone });
  const place = placeOf(address, own);
  const params = { phone, address };
  if (place.outcome === "same")
    return found("phone-on-network", { ...params, network: place.network, interface: place.interfaceName });
  if (place.outcome === "unknown") return found("phone-without-address", { phone });
  const { theirs, ours } = place;
  const isListed = listed.some((network) => {
    const [base = "", bits] = network.split("/");
    return isInSubnet(address, base, Number(bits));
  });
  return found(isListed ? "phone-on-listed-network" : "phone-on-other-network", {
    ...params,
    theirs,
    ours: ours.join(", "),
  });
}
