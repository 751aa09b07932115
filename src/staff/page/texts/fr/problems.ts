import type { ProblemHelps } from "../problems.ts";

export const problems: ProblemHelps = {
  "malformed-body": "Envoyez du JSON bien formé.",
  "invalid-query": "Les erreurs nomment chaque paramètre ou en-tête, et ce qu’il peut contenir.",
  unauthorized:
    "Connectez-vous. Les programmes envoient l’en-tête Authorization: Bearer <clé> ; un administrateur crée les clés sous « Clés d’API ». Une clé révoquée reste invalide.",
  "sign-in-failed":
    "Lequel est faux n’est pas dit. Qui a oublié son mot de passe demande un nouveau lien à un administrateur.",
  "code-required":
    "Le mot de passe est juste. Saisissez les six chiffres de l’application d’authentification, ou un code de secours.",
  forbidden: "Votre rôle ou votre périmètre ne comprend pas cette action. Un administrateur peut les changer.",
  "cross-site":
    "Qui est connecté avec un navigateur ne modifie rien que depuis les pages de ce serveur. Les programmes utilisent une clé d’API.",
  "not-found": "L’adresse ne désigne rien qui existe, ou rien que vous puissiez voir.",
  "no-such-file": "La page du téléphone montre, sous « Fichiers qu’il récupère », ceux qu’il demande.",
  "mac-in-use":
    "L’adresse MAC figure déjà sur la liste des téléphones admis. Modifiez ce téléphone, ou supprimez-le d’abord.",
  "mac-elsewhere":
    "Le service de redirection du fabricant envoie ce téléphone chez quelqu’un d’autre. Son dernier fournisseur doit l’y libérer ; ou désactivez checkFirst sur le compte pour l’admettre malgré tout.",
  "pbx-exists": "Choisissez un autre nom, ou modifiez l’autocommutateur qui le porte.",
  "pbx-in-use": "Supprimez d’abord ses téléphones, ou déplacez-les vers un autre autocommutateur.",
  "phone-book-exists": "Choisissez un autre nom, ou modifiez l’annuaire qui le porte.",
  "phone-book-full":
    "Supprimez des entrées, ou créez un autre annuaire pour une partie d’entre elles : dans un annuaire plus grand, la recherche au téléphone ferait attendre.",
  "customer-exists": "Choisissez un autre nom, ou modifiez ce client.",
  "customer-in-use":
    "Donnez d’abord ses autocommutateurs à un autre client, et supprimez les clés et les personnes qui lui sont liées.",
  "login-exists": "Choisissez un autre identifiant.",
  "second-factor-active": "Désactivez-le d’abord, sous « Mon compte ».",
  "redirect-pending":
    "Un service de redirection ne sait pas encore que des téléphones de cet autocommutateur sont partis. Attendez, ou retirez-y le compte de l’autocommutateur, ce qui les fait oublier.",
  "redirect-exists": "Un autocommutateur en a un par fabricant. Retirez d’abord l’autre.",
  "profile-exists": "L’autocommutateur a déjà un profil de ce nom. Modifiez-le, ou choisissez un autre nom.",
  "profile-in-use":
    "Donnez d’abord à ses téléphones un autre profil, ou aucun. Une règle d’admission qui l’attribue doit aussi en avoir un autre.",
  "network-in-use":
    "Un réseau appartient à la règle d’admission d’un seul autocommutateur. Retirez-le là-bas, ou nommez ici un réseau plus étroit : quand des réseaux se recouvrent, le plus étroit décide.",
  "networks-needed":
    "Indiquez d’abord, dans la règle d’admission de l’autocommutateur, les réseaux d’où ses téléphones demandent (le mode allow-list suffit).",
  "pool-empty":
    "Chaque numéro de la réserve de la règle d’admission est déjà sur un téléphone. Créez des numéros internes, élargissez la réserve, ou indiquez les lignes du téléphone.",
  "account-exists":
    "L’autocommutateur a déjà un numéro interne avec cet identifiant. Modifiez-le, ou choisissez un autre identifiant.",
  "account-in-use": "Retirez d’abord le numéro interne des lignes de ses téléphones.",
  "password-destroyed":
    "Quand secrets.keepPlaintext est désactivé, un mot de passe est détruit dès que son accès se ferme. Réinitialisez-le : le téléphone en reçoit un nouveau.",
  "not-shared": "Marquez-le d’abord comme partagé (shared).",
  "no-free-line":
    "Qui se connecte à un téléphone a besoin d’une ligne après celles du téléphone. Retirez une de celles-ci.",
  "search-running":
    "Chaque réseau n’est exploré que par une recherche à la fois, et quatre au plus fonctionnent ensemble. Attendez la fin de celle qui est nommée, ou annulez-la.",
  "https-off":
    "Ouvrez-en un avec le réglage https ou httpsLegacy ; ce n’est qu’alors que des certificats sont faits et lus.",
  "not-own-certificate":
    "Avec tls.folder ou tls.certificate, c’est à qui écrit ces fichiers de les renouveler ; Offhook les relit de lui-même.",
  "rotation-state":
    "Une autorité se remplace en deux étapes : la première crée la suivante et la donne aux téléphones, la seconde lui fait prendre la relève.",
  "rotation-by-hand":
    "Le démon n’échange lui-même qu’une clé qui se trouve dans un fichier à elle, et tant qu’aucun autre démon n’utilise la base. Sinon, donnez les deux clés à chaque démon, la suivante dans OFFHOOK_MASTER_KEY_OTHER, redémarrez-les, échangez les deux puis redémarrez-les encore : docs/security.md, At rest.",
  "rotation-running":
    "Deux à la fois laisseraient plus de téléphones sans enregistrement que chacune ne le permet. Attendez la fin de celle-ci, ou annulez-la.",
  "rotation-over": "Elle est finie ou a été annulée. Commencez-en une autre.",
  "rollout-running":
    "Sinon, des téléphones pourraient recevoir deux versions. Attendez la fin du déploiement, revenez en arrière, ou annulez-le.",
  "rollout-over":
    "Il est fini, annulé ou revenu en arrière, ou est en train de revenir en arrière. Commencez-en un autre.",
  "unknown-firmware": "Téléversez-la d’abord. La page « Firmware » dit ce qu’il y a, et pour quels modèles.",
  "unknown-window": "Créez-la d’abord sur le même autocommutateur.",
  "no-phones":
    "Aucun des téléphones visés n’a de numéro interne ou ne convient au micrologiciel : il n’y a rien à faire.",
  "template-unfit":
    "Il ne peut pas être compilé, ou un téléphone admis ne pourrait pas lire ce qu’il écrit ; les erreurs nomment les téléphones et les endroits. Ce qui servait continue de servir. Un modèle peut être vérifié sans être mis en service.",
  "no-such-version": "La page du modèle de fichier montre ses versions.",
  "too-many-windows": "Un autocommutateur a au plus 100 fenêtres de maintenance. Supprimez-en une qui ne sert plus.",
  "too-many-webhooks": "Un autocommutateur a au plus 10 webhooks. Supprimez-en un qui ne sert plus.",
  "command-over":
    "Seul ce qui attend, ou dont on attend le téléphone, peut être annulé. L’ordre lui-même dit comment il a fini.",
  "idempotency-in-progress":
    "Une autre requête avec cette Idempotency-Key n’a pas encore reçu de réponse. Renvoyez-la dans un instant.",
  "link-invalid": "Un lien sert une fois, pendant un certain temps. Un administrateur peut en faire un autre.",
  stale: "Vous avez un état plus ancien sous les yeux. Rechargez, puis refaites la modification.",
  "file-exists":
    "Un fichier ne change jamais sous son nom, car les téléphones gardent ce qu’ils ont récupéré. Supprimez d’abord l’ancien, ou téléversez le nouveau sous un autre nom.",
  "file-in-use":
    "Un autocommutateur, un profil ou un téléphone le nomme dans ses réglages (pour un micrologiciel : sa version), peut-être pour un autre fabricant. Changez d’abord cela.",
  "file-refused":
    "Le détail dit pourquoi : son nom, son type, sa taille en pixels ou sa forme. Voir docs/files-and-firmware.md.",
  "file-too-large":
    "Les sonneries font au plus 3 Mo, les langues et les images 5 Mo, les micrologiciels ce que dit le réglage firmwareMaxMegabytes.",
  "body-too-large": "Une requête fait au plus 256 Kio, une liste de téléphones 2 Mio, un annuaire 16 Mio.",
  "unsupported-media-type": "Envoyez l’en-tête Content-Type: application/json.",
  "invalid-csv":
    "Les erreurs en nomment jusqu’à 100 par leur numéro dans le fichier. Rien n’a été écrit. Un essai à blanc les montre, ainsi que ce que le reste changerait.",
  "invalid-body":
    "Les erreurs désignent chaque champ et disent ce qu’il peut contenir. Les champs inconnus sont refusés, jamais ignorés.",
  "invalid-mac":
    "Une adresse MAC a 12 caractères de 0 à 9 et de A à F, d’un seul tenant ou séparés par : - . ou des espaces. Les adresses de groupe, de diffusion et nulles n’appartiennent à aucun téléphone.",
  "vendor-unknown": "Choisissez le fabricant.",
  "model-not-supported":
    "La page « Modèles » de la documentation donne les modèles pris en charge, avec leurs lignes, leurs touches et leurs possibilités.",
  "mac-id-required":
    "Le compte de l’autocommutateur au service de redirection de Gigaset ne prend les téléphones qu’avec leur MAC-ID : 4 lettres et chiffres sur l’étiquette, à côté de l’adresse MAC. Pour un compte qui accepte l’adresse MAC seule, désactivez needsMacId.",
  "mac-id-wrong": "Gigaset imprime une MAC-ID de 4 lettres et chiffres sur l’étiquette, à côté de l’adresse MAC.",
  "unknown-pbx": "Créez d’abord l’autocommutateur, ou corrigez son nom.",
  "unknown-customer":
    "Créez d’abord le client, ou corrigez son nom. Un administrateur de tous les clients en crée un en même temps que l’autocommutateur.",
  "code-wrong":
    "Prenez celui que l’application d’authentification montre maintenant. Si aucun n’est accepté, l’horloge du serveur ou de l’appareil est fausse.",
  "unknown-account":
    "Créez d’abord le numéro interne, ou donnez-lui un nom : il est alors créé en même temps que le téléphone.",
  "unknown-profile":
    "Créez d’abord le profil sur l’autocommutateur du téléphone. Un téléphone qui change d’autocommutateur a besoin d’un profil de celui-là, ou d’aucun.",
  "command-not-supported":
    "Le détail dit pourquoi : certaines familles n’obéissent à aucun SIP NOTIFY de ce genre, ou seulement avec un micrologiciel plus récent ou un réglage à elles.",
  "too-many-lines": "La page « Modèles » de la documentation dit combien de lignes a chaque modèle.",
  "network-not-private":
    "Nommez un réseau à l’intérieur de 10.0.0.0/8, 172.16.0.0/12 ou 192.168.0.0/16 (RFC 1918). Les adresses publiques et de lien local ne sont jamais interrogées.",
  "network-not-on-link":
    "Nommez un réseau, ou une partie de réseau, où la machine du démon a elle-même une adresse ; le détail les énumère. Les réseaux derrière un routeur et les interfaces sans adresse MAC, comme les tunnels, ne sont jamais explorés.",
  "phone-not-near":
    "Un téléphone est interrogé à l’adresse d’où il a demandé sa configuration la dernière fois, si elle est dans un réseau privé (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7) ou dans un réseau de cette machine. Démarrez le téléphone, ou donnez à son autocommutateur une liaison qui dit qui est enregistré.",
  "network-too-large":
    "Une recherche couvre au plus un /22, soit 1024 adresses. Nommez une partie du réseau, et cherchez l’une après l’autre.",
  "idempotency-key-reused":
    "Une clé vaut pour une seule requête avec un seul contenu, pendant 24 heures. Prenez une nouvelle clé pour une nouvelle requête.",
  "too-many-streams":
    "Jusqu’à 20 par appelant et 500 en tout sont servis en même temps. Fermez-en quelques-uns, par exemple des pages ouvertes dans d’autres fenêtres, ou réessayez après les secondes indiquées par Retry-After.",
  "too-many-attempts":
    "D’autres essais avec cet identifiant ou depuis cette adresse ont échoué, ou beaucoup de personnes se connectent. Personne n’est bloqué : réessayez après le délai indiqué.",
  internal: "Le journal du démon dit ce que c’était. Rien n’en figure dans cette réponse.",
};
