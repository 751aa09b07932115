/** IANA zones of every kind: with and without daylight saving, both hemispheres, half and quarter hours. */
// biome-ignore format: a list
export const ZONES = [
  "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Vancouver", "America/Tijuana", "America/Denver",
  "America/Phoenix", "America/Edmonton", "America/Chicago", "America/Winnipeg", "America/Mexico_City", "America/Regina",
  "America/New_York", "America/Toronto", "America/Nassau", "America/Havana", "America/Bogota", "America/Lima", "America/Halifax",
  "America/Santiago", "America/Asuncion", "America/Caracas", "Atlantic/Bermuda", "America/St_Johns", "America/Sao_Paulo",
  "America/Argentina/Buenos_Aires", "America/Montevideo", "America/Nuuk", "Atlantic/Azores", "Atlantic/Cape_Verde", "Etc/UTC",
  "Atlantic/Reykjavik", "Europe/London", "Europe/Dublin", "Europe/Lisbon", "Atlantic/Canary", "Africa/Lagos", "Africa/Algiers",
  "Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Brussels", "Europe/Paris", "Europe/Rome", "Europe/Madrid",
  "Europe/Amsterdam", "Europe/Copenhagen", "Europe/Stockholm", "Europe/Oslo", "Europe/Warsaw", "Europe/Prague", "Europe/Budapest",
  "Europe/Ljubljana", "Europe/Helsinki", "Europe/Tallinn", "Europe/Riga", "Europe/Vilnius", "Europe/Athens", "Europe/Bucharest",
  "Europe/Sofia", "Europe/Kyiv", "Europe/Kaliningrad", "Asia/Jerusalem", "Asia/Beirut", "Africa/Cairo", "Africa/Johannesburg",
  "Europe/Istanbul", "Europe/Moscow", "Asia/Baghdad", "Asia/Riyadh", "Africa/Nairobi", "Asia/Tehran", "Asia/Dubai", "Europe/Samara",
  "Asia/Kabul", "Asia/Karachi", "Asia/Tashkent", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Yangon", "Asia/Bangkok",
  "Asia/Jakarta", "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Singapore", "Asia/Manila", "Australia/Perth", "Asia/Tokyo", "Asia/Seoul",
  "Australia/Adelaide", "Australia/Darwin", "Australia/Sydney", "Australia/Melbourne", "Australia/Brisbane", "Australia/Hobart",
  "Asia/Vladivostok", "Australia/Lord_Howe", "Pacific/Noumea", "Pacific/Auckland", "Pacific/Fiji", "Pacific/Chatham",
  "Pacific/Tongatapu",
] as const;
