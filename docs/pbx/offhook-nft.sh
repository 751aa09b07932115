#!/bin/sh
# Keeps the sets phones4, phones6 and phonemacs of an nftables table as Offhook's allow-list is. The firewall's own rules use them, in the same
# table: udp dport 5060 ip saddr @phones4 accept. Needs curl and nft, and the right to change the firewall (CAP_NET_ADMIN).
#   OFFHOOK_URL       the staff door, for example https://offhook.example.org:8081
#   OFFHOOK_KEY_FILE  a file with a key of the role pbx
#   OFFHOOK_TABLE     name of the table; offhook unless given
#   OFFHOOK_WAIT      how long one question waits for a change; 60s unless given
#   NFT               the command; nft unless given
set -u
url=${OFFHOOK_URL:?is the address of the staff door} key_file=${OFFHOOK_KEY_FILE:?is a file with a key of the role pbx}
table=${OFFHOOK_TABLE:-offhook} wait=${OFFHOOK_WAIT:-60s} nft=${NFT:-nft}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
trap 'exit 0' TERM INT

etag=none
while :; do
  # The key goes in by standard input: the process list shows arguments to everybody.
  status=$(curl --silent --show-error --max-time 330 --output "$folder/list" --dump-header "$folder/headers" --write-out '%{http_code}' --config - <<EOC
url = "$url/pbx/v1/allow-list?format=nft&table=$table&wait=$wait"
header = "Authorization: Bearer $(cat "$key_file")"
header = "If-None-Match: $(printf %s "$etag" | sed 's/"/\\"/g')"
EOC
  )
  case $status in
    200)
      # One transaction: there is no moment without the sets, and where it fails the old ones stay.
      if $nft -f - <"$folder/list"; then
        etag=$(sed -n 's/^etag: *//Ip' "$folder/headers" | tr -d '\r')
        echo "allow-list $etag: $(grep -c . "$folder/list") lines"
      else
        sleep 10
      fi
      ;;
    304) ;;
    # Offhook is away, or refuses the key: who was let in stays in.
    *)
      echo "Offhook answered ${status:-nothing}" >&2
      sleep 5
      ;;
  esac
  # Somebody loaded the firewall anew, without the sets.
  $nft list set inet "$table" phones4 >/dev/null 2>&1 || etag=none
done
