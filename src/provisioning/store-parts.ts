import type { AdmissionStore } from "./admission.ts";
import type { AllowListStore } from "./allow-list.ts";
import type { KeyStore } from "./api-key.ts";
import type { AuditStore } from "./audit.ts";
import type { CustomerStore } from "./customer.ts";
import type { DeskStore } from "./desk.ts";
import type { EventFeedStore } from "./event-feed.ts";
import type { HostedFileStore } from "./hosted-file.ts";
import type { LeaseStore } from "./lease.ts";
import type { WindowStore } from "./maintenance-window.ts";
import type { MasterKeyStore } from "./master-key.ts";
import type { TemplateStore } from "./operator-template.ts";
import type { OverviewStore } from "./overview.ts";
import type { LinkStore } from "./pbx-link.ts";
import type { PeopleStore } from "./person.ts";
import type { PhoneBookStore } from "./phone-book/phone-book.ts";
import type { CommandStore } from "./phone-command.ts";
import type { AuthorityStore } from "./phone-https.ts";
import type { UploadStore } from "./phone-upload.ts";
import type { ProofStore } from "./proof-store.ts";
import type { RedirectStore } from "./redirect.ts";
import type { RegistrationStore } from "./registration.ts";
import type { RolloutStore } from "./rollout.ts";
import type { RotationStore } from "./rotation.ts";
import type { SightingStore } from "./sighting.ts";
import type { WebhookStore } from "./webhook.ts";

/** Parts of the store that are described where they are used. */
export type StoreParts = AdmissionStore &
  AllowListStore &
  AuditStore &
  AuthorityStore &
  CommandStore &
  CustomerStore &
  DeskStore &
  EventFeedStore &
  HostedFileStore &
  KeyStore &
  LeaseStore &
  LinkStore &
  MasterKeyStore &
  OverviewStore &
  PeopleStore &
  PhoneBookStore &
  ProofStore &
  RedirectStore &
  RegistrationStore &
  RolloutStore &
  RotationStore &
  SightingStore &
  TemplateStore &
  UploadStore &
  WebhookStore &
  WindowStore;
