/**
 * Every setting that yealink.md names, by section: what its names begin with, and how they go on. `{n}` is a number.
 * Names with `static.` are those of V80 and later; V73 and older say them without (§4.1).
 */
// biome-ignore format: a table
const NAMES: readonly (readonly [beginning: string, endings: string])[] = [
  // §1, §4.12
  ["static.auto_provision.", `server.url server.username server.password server.type power_on pnp_enable
    repeat.enable repeat.minutes weekly.enable weekly.dayofweek weekly.begin_time weekly.end_time weekly.weekly_upgrade_interval
    weekly.mask mode flexible.enable flexible.interval flexible.begin_time flexible.end_time
    dhcp_option.enable dhcp_option.list_user_options dhcp_option.list_user6_options dhcp_option.option60_value
    attempt_before_failed retry_delay_after_file_transfer_failed attempt_expired_time url_wildcard.pn user_agent_mac.enable
    custom.protect custom.sync custom.sync.path custom.upload_method custom.handset.protect handset_configured.enable
    local_contact.backup.enable local_contact.backup.path local_calllog.backup.enable local_calllog.backup.path
    local_calllog.write_delay.terminated local_log.backup.enable local_log.backup.path local_log.backup.upload_period
    local_log.backup.append local_log.backup.append.limit_mode local_log.backup.append.max_file_size
    local_log.backup.bootlog.upload_wait_time encryption.config encryption.directory encryption.call_log
    authentication.expired_time connect.keep_alive update_file_mode aes_key_in_file aes_key_16.com aes_key_16.mac aes_key.com
    aes_key.mac config_version.com config_version.mac reboot_force.enable prompt.enable inactivity_time_expire pnp_check_url.enable`],
  ["static.autoprovision.{n}.", "name code url user password com_aes mac_aes"],
  ["static.", `specific_model.excluded_mode zero_touch.enable zero_touch.wait_time custom_mac_cfg.url configuration.url
    custom_factory_configuration.url features.custom_factory_config.enable firmware.url lang.wui directory_setting.url
    usb.power.enable phone_setting.reserve_certs_enable web_item_level.url wui.http_enable wui.https_enable`],
  ["static.managementserver.", `enable url username password periodic_inform_enable periodic_inform_interval
    connection_request_username connection_request_password`],
  ["", `overwrite_mode custom.auto_provision.save_rps_info.enable dm.enable dm.server.address dm.server.port`],
  // §4.2
  ["syslog.", "mode server"],
  ["account.{n}.", `sip_server_host sip_server_port transport expires outbound_host outbound_port backup_outbound_host sip_trust_ctrl
    nat.stun_server nat.stun_port codec.{n}.enable codec.{n}.payload_type codec.{n}.priority codec.{n}.rtpmap`],
  ["static.sip.nat_stun.", "enable server port"],
  // §4.3
  ["account.{n}.", `enable label display_name user_name auth_name password outbound_proxy_enable outbound_proxy.{n}.address
    outbound_proxy.{n}.port outbound_proxy_fallback_interval fallback.redundancy_type fallback.timeout reg_fail_retry_interval
    unregister_on_reboot srtp_encryption srtp.cipher_list srtp.unencrypted_rtcp.enable srtp_lifetime codec.opus.para ptime
    dtmf.type dtmf.info_type dtmf.dtmf_payload subscribe_mwi subscribe_mwi_expires subscribe_mwi_to_vm display_mwi.enable
    nat.nat_traversal nat.rport nat.udp_update_enable nat.udp_update_time cid_source cp_source 100rel_enable
    session_timer.enable session_timer.expires session_timer.refresher enable_user_equal_phone hold_use_inactive custom_ua
    shared_line number_of_linekey auto_answer auto_answer_mute_enable missed_calllog anonymous_call reject_anonymous_call
    anonymous_call_oncode anonymous_call_offcode ringtone.ring_type alert_info_url_enable music_server_uri music_on_hold_type
    conf_type conf_uri blf.blf_list_uri blf_list_code blf.subscribe_period out_dialog_blf_enable blf.subscribe_event
    direct_pickup_code group_pickup_code dialoginfo_callpickup dnd.enable dnd.on_code dnd.off_code always_fwd.enable
    always_fwd.target always_fwd.on_code always_fwd.off_code busy_fwd.enable busy_fwd.target busy_fwd.on_code busy_fwd.off_code
    timeout_fwd.enable timeout_fwd.target timeout_fwd.on_code timeout_fwd.off_code timeout_fwd.timeout feature_key_sync.enable
    register_mac register_line sip_server_type video.h264.enable video.h264.priority video.h264hp.enable video.h264hp.priority
    video.vp8.enable video.vp8.priority auto_external_intercom sip_server.template`],
  ["account.{n}.sip_server.{n}.", `address port transport_type expires retry_counts register_on_enable failback_mode failback_timeout
    failback_subscribe.enable only_signal_with_registered invite_retry_counts outbound_proxy_enable`],
  ...["pcma", "pcmu", "g722", "g729", "opus", "g726_16", "g726_24", "g726_32", "g726_40", "g723_53", "g723_63", "ilbc_13_33kbps",
    "ilbc_15_2kbps", "g722_1_24kpbs", "g722_1c_24kpbs", "g722_1c_32kpbs", "g722_1c_48kpbs"]
    .map((codec) => [`account.{n}.codec.${codec}.`, "enable priority"] as const),
  ["voice_mail.number.{n}", ""],
  ["sip.", `listen_port tls_listen_port trust_ctrl reg_surge_prevention timer_t1 timer_t2 timer_t4 use_out_bound_in_dialog use_23_as_pound
    tls_cipher_list request_validation.source.list request_validation.digest.list request_validation.event cid_source.preference
    mac_in_ua notify_reboot_enable dhcp.option120.mode`],
  ["static.network.", "port.min_rtpport port.max_rtpport qos.signaltos qos.audiotos port.http port.https"],
  // §4.4
  ["static.security.", `user_name.admin user_name.user user_name.var user_password var_enable default_access_level default_password
    trust_certificates ca_cert cn_validation dev_cert default_ssl_method server_ssl_method tls_cipher_list`],
  ["wui.", "quick_login secure_domain_list"],
  ["phone_setting.", `lock phone_lock.enable phone_lock.lock_key_type phone_lock.unlock_pin phone_lock.lock_time_out emergency.number`],
  // §4.5
  ["features.", `relog_offtime factory_pwd_enable dnd_mode fwd_mode dnd.allow fwd.allow dnd.on_code dnd.off_code dnd_refuse_code
    normal_refuse_code keep_dnd.enable pickup.direct_pickup_enable pickup.direct_pickup_code pickup.group_pickup_enable
    pickup.group_pickup_code pickup.blf_visual_enable pickup.blf_audio_enable blf.ring_type call_park.enable call_park.park_mode
    call_park.park_code call_park.park_retrieve_code call_park.group_enable key_as_send hotline_number hotline_delay call_num_filter
    intercom.allow intercom.mute intercom.tone intercom.barge auto_answer_delay call_completion_enable text_message.enable
    text_message_popup.enable voice_mail_popup.enable missed_call_popup.enable action_uri.enable action_uri_limit_ip
    show_action_uri_option conference.local.enable conference.with_previous_call.enable config_dsskey_length
    shorten_linekey_label.enable keep_switch_page_key.enable auto_linekeys.enable direct_ip_call_enable enhanced_dss_keys.enable
    remote_phonebook.enable remote_phonebook.flash_time remote_phonebook.enter_update_enable power_saving.enable
    power_saving.off_hour.idle_timeout xml_browser.user_name xml_browser.pwd`],
  ...["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    .map((day) => [`features.power_saving.office_hour.${day}`, ""] as const),
  ...["always", "busy", "no_answer"].map((when) => [`forward.${when}.`, "enable target on_code off_code"] as const),
  ["forward.no_answer.", "timeout"],
  ["call_waiting.", "enable tone on_code off_code mode"],
  ["transfer.", "dsskey_deal_type blind_tran_on_hook_enable on_hook_trans_enable semi_attend_tran_enable"],
  ["auto_redial.", "enable interval times"],
  ["multicast.", `codec paging_address.{n}.ip_address paging_address.{n}.label paging_address.{n}.channel listen_address.{n}.ip_address
    listen_address.{n}.label listen_address.{n}.channel receive_priority.enable receive_priority.priority`],
  ["phone_setting.", `inter_digit_time predial_autodial common_power_led_enable ring_power_led_flash_enable
    mail_power_led_flash_enable mute_power_led_flash_enable hold_and_held_power_led_flash_enable talk_and_dial_power_led_enable
    missed_call_power_led_flash.enable page_tip logon_wizard max_number_of_handset dialnow_delay ring_type backgrounds
    backgrounds_with_dsskey_unfold lcd_logo.mode backlight_time active_backlight_level inactive_backlight_level contrast`],
  // §4.6
  ["linekey.{n}.", "type line value label extension xml_phonebook shortlabel pickup_value"],
  ["memorykey.{n}.", "type line value label extension xml_phonebook shortlabel pickup_value sub_type"],
  ["programablekey.{n}.", "type line value label history_type xml_phonebook extension"],
  ["expansion_module.{n}.key.{n}.", "type line value label extension xml_phonebook"],
  ["", "linekey.type_range.custom programablekey.type_range.custom expkey.type_range.custom expansion_module.backgrounds"],
  ["edk.", "edklist.{n}.enable edklist.{n}.mname edklist.{n}.action edkprompt.{n}.enable edkprompt.{n}.label"],
  ["softkey.{n}.", "enable label action softkey_id position"],
  // §4.7
  ["", `lang.gui lang.wui gui_lang.url gui_lang.delete wui_lang.url wui_lang_note.url gui_input_method.url auto_dst.url`],
  ["local_time.", `time_zone time_zone_name summer_time dst_time_type start_time end_time offset_time ntp_server1 ntp_server2 interval
    manual_ntp_srv_prior dhcp_time manual_time_enable time_format date_format`],
  ["voice.tone.", "country dial ring busy congestion callwaiting dialrecall info stutter message autoanswer secondary_dial"],
  // §4.8
  ["static.network.", `vlan.internet_port_enable vlan.internet_port_vid vlan.internet_port_priority vlan.pc_port_enable vlan.pc_port_vid
    vlan.pc_port_priority vlan.pc_port_mode vlan.dhcp_enable vlan.dhcp_option vlan.vlan_change.enable lldp.enable
    lldp.packet_interval cdp.enable internet_port.type internet_port.ip internet_port.mask internet_port.gateway
    internet_port.speed_duplex primary_dns secondary_dns static_dns_enable ip_address_mode 802_1x.mode 802_1x.identity
    802_1x.md5_password 802_1x.root_cert_url 802_1x.client_cert_url 802_1x.anonymous_identity vpn_enable pc_port.enable
    pc_port.speed_duplex span_to_pc_port dhcp.option60type`],
  ["static.openvpn.url", ""],
  ["static.wifi.", `enable {n}.label {n}.ssid {n}.priority {n}.security_mode {n}.cipher_type {n}.password {n}.eap_type
    {n}.eap_user_name {n}.eap_password show_scan_prompt function.enable`],
  ["static.syslog.", "enable mode server server_port transport_type level facility prepend_mac_address.enable"],
  ["static.local_log.", "enable level max_file_size"],
  // §4.9
  ["", `ringtone.url ringtone.delete distinctive_ring_tones.alert_info.{n}.text distinctive_ring_tones.alert_info.{n}.ringer
    wallpaper_upload.url lcd_logo.url lcd_logo.delete`],
  ["screensaver.", "type upload_url wait_time display_clock.enable xml_browser.url"],
  // §4.10
  ["ldap.", `enable host port base user password version tls_mode name_filter number_filter name_attr numb_attr display_name max_hits
    ldap_sort call_in_lookup call_out_lookup search_type customize_label anonymous_bind_operation.enable`],
  ...["directory_setting.", "search_in_dialing."].flatMap((where) =>
    ["ldap.", "local_directory.", "history.", "remote_phone_book."].map((book) => [where + book, "enable priority"] as const)),
  ["remote_phonebook.data.{n}.", "url name username password"],
  ["", "super_search.url local_contact.data.url"],
  // §4.11
  ["dialplan.", `replace.prefix.{n} replace.replace.{n} replace.line_id.{n} dialnow.rule.{n} dialnow.line_id.{n} block_out.number.{n}
    block_out.line_id.{n} area_code.code area_code.min_len area_code.max_len area_code.line_id emergency.enable
    emergency.{n}.value emergency.{n}.server_priority emergency.server.{n}.address emergency.server.{n}.port
    emergency.server.{n}.transport_type`],
  ...["dialplan.digitmap.", "account.{n}.dialplan.digitmap."].map((map) =>
    [map, "enable string no_match_action interdigit_short_timer interdigit_long_timer"] as const),
  ["", "dialplan_replace_rule.url dialplan_dialnow.url"],
  // §4.13
  ["action_url.", `setup_completed setup_autop_finish registered unregistered register_failed log_on log_off off_hook on_hook
    incoming_call outgoing_call call_established call_terminated missed_call answer_new_incoming_call reject_incoming_call
    forward_incoming_call call_remote_canceled remote_busy cancel_callout transfer_call blind_transfer_call attended_transfer_call
    transfer_finished transfer_failed hold unhold held unheld mute unmute dnd_on dnd_off always_fwd_on always_fwd_off busy_fwd_on
    busy_fwd_off no_answer_fwd_on no_answer_fwd_off call_waiting_on call_waiting_off busy_to_idle idle_to_busy ip_change headset
    handfree peripheral_information alarm vpn_ip`],
  // §7, §8
  ["push_xml.", "username password server block_in_calling sip_notify"],
  ["static.", `server_certificates.url server_certificates.delete trusted_certificates.url trusted_certificates.delete`],
  // §6, §11
  ["over_the_air.", `url base_trigger handset_trigger handset_tip mode url.w52h url.w53h url.w56h url.w57r url.w59r url.w73h url.w74h
    url.w78h url.cp930w url.cp935w url.t41s_dd10k url.t54w_dd10k`],
  ["handset.{n}.", `name incoming_lines dial_out_lines dial_out_default_line contact_list.url hac.enable alarm.template alarm.number
    reg.enable ipui`],
  ["custom.handset.", `language time_format date_format screen_saver.enable backlight_in_charger.enable backlight_out_of_charger.enable
    keypad_light.enable keypad_tone.enable confirmation_tone.enable low_battery_tone.enable auto_answer.enable auto_intercom
    eco_mode.enable silent_charging wallpaper color_scheme missed_call_notify_light.enable voice_mail_notify_light.enable
    defined_left_key.type`],
  ["base.", "pin_code double_pin_code.enable pin_code_for_register active_handset.number eco_mode.enable repeater_mode.enable"],
  ["template.{n}.", "name sip_server.{n}.address sip_server.{n}.port sip_server.{n}.transport_type"],
];

/** By their own names and with every number as `{n}`, since some numbers are part of a name (`802_1x`, `g722`). */
export const KNOWN_SETTINGS: ReadonlySet<string> = new Set(
  NAMES.flatMap(([beginning, endings]) => endings.split(/\s+/).map((ending) => beginning + ending))
    .flatMap((name) => (name.startsWith("static.") ? [name, name.slice("static.".length)] : [name]))
    .flatMap((name) => [name, name.replace(/\d+/g, "{n}")]),
);
