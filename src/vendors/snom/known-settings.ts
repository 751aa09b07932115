/**
 * Every setting that snom.md names, by the section that does. `[{n}]` is an identity, an account, a key or another place
 * in a list (§2.1). Settings that carry passwords are not among them, since nobody may give those raw.
 */
// biome-ignore format: a table
export const KNOWN_SETTINGS: ReadonlySet<string> = new Set([
  // §1.1, §1.3
  "provisioning_order", "setting_server", "pnp_config", "dhcp_options_on_ip_aquire", "dhcp_options_on_inform", "ignore_dhcp_findings",
  // §1.5, §1.7
  "http_user_agent_string", "mac_info_in_sip_register", "settings_refresh_timer", "prov_polling_enabled", "prov_polling_mode",
  "prov_polling_period", "prov_polling_time", "prov_polling_time_rand_end", "firmware_interval", "update_policy", "checksync_action",
  "filter_registrar", "network_id_port", "challenge_checksync", "challenge_reboot", "auto_reboot_on_setting_change",
  "update_after_idle_timeout", "prov_back_off_timer",
  // §2.1, §2.4
  "status_msgs_that_are_important", "gui_fkey{n}", "context_key[{n}]", "speed[{n}]", "dkey_dnd", "dkey_directory", "dkey_hold",
  "dkey_transfer", "dkey_menu", "dkey_retrieve", "dkey_redial", "dkey_conf", "dkey_record", "dkey_help", "dkey_snom",
  "idle_ok_key_action", "idle_cancel_key_action", "idle_up_key_action", "idle_down_key_action", "idle_left_key_action",
  "idle_right_key_action", "call_screen_fkeys_on_connected",
  // §3.1
  "user_active[{n}]", "user_realname[{n}]", "user_name[{n}]", "user_pname[{n}]", "user_host[{n}]", "user_outbound[{n}]",
  "user_expiry[{n}]", "user_mailbox[{n}]", "user_srtp[{n}]", "user_savp[{n}]", "user_auth_tag[{n}]", "codec_priority_list[{n}]",
  "codec{n}_name[{n}]", "codec_size[{n}]", "user_dtmf_info[{n}]", "user_server_type[{n}]", "user_idle_text[{n}]", "user_idle_number[{n}]",
  "user_ringer[{n}]", "user_custom[{n}]", "user_ringer_private_line[{n}]", "user_ringer_forwarded_calls[{n}]",
  "user_symmetrical_rtp[{n}]", "user_ice[{n}]", "stun_server[{n}]", "stun_binding_interval[{n}]", "keepalive_interval[{n}]",
  "user_shared_line[{n}]", "user_failover_identity[{n}]", "hide_identity[{n}]", "user_sipusername_as_line[{n}]",
  "user_xml_screen_url[{n}]", "user_media_transport_offer[{n}]", "user_full_sdp_answer[{n}]", "user_dynamic_payload[{n}]",
  "user_g726_packing_order[{n}]", "user_subscription_expiry[{n}]", "retry_after_failed_subscribe", "dnd_mode[{n}]",
  "dnd_on_code[{n}]", "dnd_off_code[{n}]", "fwd_all_enabled[{n}]", "fwd_all_target[{n}]", "fwd_all_on_code[{n}]",
  "fwd_all_off_code[{n}]", "fwd_busy_enabled[{n}]", "fwd_busy_target[{n}]", "fwd_busy_on_code[{n}]", "fwd_busy_off_code[{n}]",
  "fwd_time_enabled[{n}]", "fwd_time_target[{n}]", "fwd_time_on_code[{n}]", "fwd_time_off_code[{n}]", "fwd_time_secs[{n}]",
  "redirect_event", "redirect_number", "redirect_busy_number", "redirect_time_number", "redirect_time", "redirect_always_on_code",
  "redirect_always_off_code", "redirect_busy_on_code", "redirect_busy_off_code", "redirect_time_on_code", "redirect_time_off_code",
  "call_waiting[{n}]", "blf_directed_call_pickup[{n}]", "blf_park_pick_up[{n}]", "record_missed_calls[{n}]",
  "record_dialed_calls[{n}]", "record_received_calls[{n}]", "user_dp_str[{n}]", "user_dp[{n}]", "user_dp_exp[{n}]",
  // §3.2
  "rtp_port_start", "rtp_port_end", "codec_tos", "signaling_tos", "retry_after_failed_register", "session_timer", "timer_support",
  "challenge_response", "user_phone", "call_completion", "enable_rport_rfc{n}", "offer_gruu", "send_prack", "require_prack",
  "xml_notify", "subscription_delay", "block_url_dialing", "tcp_listen", "sip_tls_listen_port", "keyboard_lock_emergency",
  "emergency_proxy", "contact_source_sip_priority",
  // §3.3
  "http_user", "webserver_admin_name", "webserver_user_name", "http_scheme", "webserver_type", "http_port", "https_port",
  "web_logout_timer", "admin_mode", "admin_mode_login", "service_mode_login", "wui_admin_only", "leftnav_hidden_admin",
  "restrict_uri_queries", "use_hidden_tags", "encrypt_secrets", "ignore_security_warning",
  // §3.4
  "firmware_status", "http_client_user", "language", "web_language", "timezone", "utc_offset", "dst", "ntp_server",
  "ntp_refresh_timer", "tone_scheme", "date_us_format", "time_{n}_format", "dialnumber_us_format", "locale", "dhcp", "dhcp_v{n}",
  "ip_adr", "netmask", "gateway", "dns_server{n}", "dns_domain", "phone_name", "vlan_id", "vlan_qos", "vlan_port_tagging",
  "vlan_pc_id", "vlan_pc_priority", "lldp_enable", "eth_net", "eth_pc", "ieee{n}x_eap_auth_method", "ieee{n}x_eap_md{n}_username",
  "syslog_server", "log_level", "snmp_trusted_addresses", "wifi_country_code", "ldap_server", "ldap_port", "ldap_over_tls",
  "ldap_base", "ldap_username", "ldap_search_filter", "ldap_number_filter", "ldap_name_attributes", "ldap_number_attributes",
  "ldap_display_name", "ldap_max_hits", "ldap_sort_results", "ldap_predict_text", "backlight", "backlight_idle", "dim_timer",
  "screen_saver_timeout", "contrast", "custom_bg_image_url", "expansion_module_background_image", "ui_theme", "display_method",
  "status_msgs_that_are_blocked", "global_missed_counter", "transfer_on_hangup", "transfer_on_hangup_non_pots", "quick_transfer",
  "transfer_dialing_on_transfer", "transfer_dialing_on_other", "auto_dial", "answer_after_policy", "intercom_enabled",
  "intercom_connect_type", "privacy_in", "privacy_out", "cw_dialtone", "mute_is_dnd_in_idle", "guess_number", "no_dnd",
  "logon_wizard", "release_sound", "mwi_notification", "mwi_dialtone", "multicast_listen", "mc_address[{n}]", "ring_sound",
  "alert_internal_ring_text", "alert_internal_ring_sound", "alert_external_ring_text", "alert_external_ring_sound",
  "alert_group_ring_text", "alert_group_ring_sound", "internal_ringer_text[{n}]", "internal_ringer_file[{n}]", "friends_ring_sound",
  "family_ring_sound", "colleagues_ring_sound", "vip_ring_sound", "work_ring_sound", "vol_ringer", "vol_speaker", "vol_handset",
  "vol_headset", "mb_trusted_hosts",
  // §3.5
  "action_setup_url", "action_reg_failed", "action_log_on_url", "action_log_off_url", "action_incoming_url", "action_outgoing_url",
  "action_missed_url", "action_connected_url", "action_disconnected_url", "action_offhook_url", "action_onhook_url", "action_hold",
  "action_unhold", "action_transfer", "action_blind_transfer", "action_attended_transfer", "action_received_attended_transfer",
  "action_dnd_on_url", "action_dnd_off_url", "action_redirection_on_url", "action_redirection_off_url", "action_longpress_url",
  "action_blacklist_url", "action_received_subscr_notify_url", "action_firewall_test",
  // §5, §6, §7
  "firmware", "firmware_uxm", "custom_melody_url", "empty_tls_client_cert", "tls_server_authentication",
  "check_fqdn_against_server_cert", "skip_provisioning_urls_on_tls_error", "host_name_validation_flags", "cert_provisioning_service",
  "http_client_save_credentials",
  // §9.1, §9.3: DECT bases
  "http_engineer_user", "http_basic_user", "srv_sip_server_alias[{n}]", "srv_srtp_auth[{n}]", "user_mailnumber[{n}]",
  "subscr_sip_line_name[{n}]", "subscr_sip_hs_idx[{n}]", "subscr_sip_ua_data_server_id[{n}]", "auto_dect_register",
  "phonebook_server_location", "phonebook_location", "allow_check_sync",
]);
