import { type FindingTexts, sayTime } from "../findings.ts";
import type { ReasonParams } from "./reasons.ts";

const WAYS: Readonly<Record<string, string>> = {
  pnp: "SIP PnP",
  dhcp: "DHCP",
  redirect: "le service de redirection du fabricant",
};
const VIA: Readonly<Record<string, string>> = {
  pnp: "SIP PnP",
  dhcp: "DHCP",
  search: "une recherche sur le réseau",
  http: "HTTP",
  https: "HTTPS",
  tftp: "TFTP",
};
const REFUSED: Readonly<Record<string, string>> = {
  approve: "il attend un accord, comme le veut la règle d'admission de son réseau",
  "not-fetched": "la règle d'admission de son réseau l'admettrait, mais il n'a pas encore demandé son fichier",
  "pool-empty": "la réserve de la règle d'admission de son réseau n'a plus de compte",
  "limit-reached": "la règle d'admission de son réseau en a admis autant qu'elle le peut",
  "deleted-before": "il a déjà été supprimé ici, donc aucune règle ne l'admet d'elle-même",
  "not-recognised": "il n'a pas été reconnu comme un de nos téléphones",
  "model-not-supported": "aucune configuration n'existe pour son modèle",
  "not-admitted": "il n'est pas sur la liste d'autorisation",
  "off-link": "il a demandé depuis un autre réseau",
  "unknown-file": "il a demandé un fichier qu'aucun téléphone pris en charge ne demande",
};
const say = (words: Readonly<Record<string, string>>, word: string) => words[word] ?? word;
const list = (items: readonly string[]) => items.join(", ") || "–";
const service = (name: string, code: string, words: string) =>
  `${name} répond ${code}${words === "" ? "" : ` (${words})`}.`;

export const fr: FindingTexts<ReasonParams> = {
  "never-seen": ({ ways, hearsPnp, networks }) => ({
    title: "Le téléphone n'a jamais été vu",
    why: `Depuis qu'il est connu ici, aucune requête de cette adresse MAC n'est arrivée à Offhook. Il peut trouver son serveur par ${list(ways.map((way) => say(WAYS, way)))} ; SIP PnP ${hearsPnp ? `n'est écouté ici que depuis ${list(networks)}` : "n'est pas écouté ici en ce moment"}.`,
    fix: "Vérifiez l'adresse MAC sur l'étiquette, l'alimentation et le réseau, puis redémarrez le téléphone : il cherche une fois à chaque démarrage. Ou saisissez l'adresse à la main : offhook phone instructions.",
  }),
  deleted: ({ at, by }) => ({
    title: "Le téléphone a été retiré de la liste d'autorisation",
    why: `Supprimé ${by === "" ? "" : `par ${by} `}le ${sayTime(at)}. Depuis, il ne reçoit rien.`,
    fix: "Autorisez-le de nouveau s'il doit être provisionné : offhook phone add. Ses mots de passe seront nouveaux.",
  }),
  "not-admitted": ({ reason, via, address, at, vendor, model }) => ({
    title: "Le téléphone n'est pas autorisé",
    why: `Vu en dernier par ${say(VIA, via)} depuis ${address} le ${sayTime(at)}${`${vendor} ${model}`.trim() === "" ? "" : ` comme ${`${vendor} ${model}`.trim()}`} ; il n'a rien reçu : ${say(REFUSED, reason)}.`,
    fix: "Autorisez-le s'il est à vous : offhook sightings admit, avec son PBX. Puis redémarrez-le.",
  }),
  "not-admitted-unseen": () => ({
    title: "Le téléphone n'est pas autorisé",
    why: "Son adresse MAC n'est pas sur la liste d'autorisation, et rien n'a jamais été vu de lui.",
    fix: "Autorisez-le si l'adresse MAC est juste : offhook phone add.",
  }),
  "other-network": ({ address, theirs, ours }) => ({
    title: "Le téléphone est dans un autre réseau qu'Offhook",
    why: `L'adresse ${address} du téléphone est dans ${theirs} (avec un masque comme ici) ; Offhook est dans ${list(ours)}. SIP PnP est du multicast, qui ne passe pas d'un réseau à l'autre.`,
    fix: "Donnez aux deux une adresse dans un même réseau (vérifiez les masques), ou envoyez l'adresse au téléphone par l'option DHCP 66 (offhook dhcp-snippet), ou saisissez-la à la main (offhook phone instructions). Si le multicast est routé entre les deux, ajoutez le réseau du téléphone à pnpNetworks. Puis redémarrez le téléphone.",
  }),
  "pnp-unheard-then": ({ address, network, at }) => ({
    title: "Le téléphone a demandé avant qu'Offhook soit dans son réseau",
    why: `Il a cherché par SIP PnP depuis ${address} le ${sayTime(at)} et n'a pas eu de réponse, car son réseau n'était pas alors celui d'Offhook. Maintenant ${network} l'est.`,
    fix: "Redémarrez le téléphone : il cherche une fois à chaque démarrage.",
  }),
  "pnp-not-taken": ({ at, address, why }) => ({
    title: "Le téléphone n'a pas accepté son adresse par SIP PnP",
    why: `Le ${sayTime(at)}, ${address} l'a reçue et ne l'a pas confirmée : ${why}.`,
    fix: "Laissez passer UDP du port de réponse d'Offhook (pnpAnswerPort) vers le téléphone, et cherchez un autre serveur SIP PnP dans ce réseau, par exemple un PBX. Puis redémarrez le téléphone.",
  }),
  "pnp-nothing-fetched": ({ at, address, server }) => ({
    title: "Le téléphone a accepté son adresse par SIP PnP et n'a rien téléchargé",
    why: `Le ${sayTime(at)}, ${address} a accepté l'adresse ${server} et n'y est pas venu depuis.`,
    fix: `Vérifiez que le téléphone atteint ${server} : pare-feu, autre VLAN ou adresse fausse dans le réglage advertise. Puis redémarrez-le.`,
  }),
  "dhcp-nothing-fetched": ({ at, address, server }) => ({
    title: "Le téléphone a son adresse par DHCP et n'a rien téléchargé",
    why: `Il a reçu ${at === null ? "" : `le ${sayTime(at)} `}${address} d'Offhook${server === "" ? "" : `, avec ${server} comme serveur`}, et n'y est pas venu depuis.`,
    fix: "Vérifiez qu'il atteint le serveur, qu'aucun autre serveur DHCP ne donne une autre option 66 et que le provisionnement par DHCP est actif dans le téléphone (offhook phone instructions). Puis redémarrez-le.",
  }),
  "dhcp-other-server": ({ at, server }) => ({
    title: "Le téléphone prend son DHCP d'un autre serveur",
    why: `Le ${sayTime(at)}, il a accepté l'offre de ${server}. Ce que ce serveur dit dans l'option 66 vaut pour le téléphone.`,
    fix: `Mettez l'adresse d'Offhook dans les options de ${server} (offhook dhcp-snippet), ou faites-lui ignorer les téléphones.`,
  }),
  "nothing-fetched": ({ at, address, door }) => ({
    title: "Le téléphone a été vu et n'a rien téléchargé",
    why: `Remarqué en dernier le ${sayTime(at)} depuis ${address}${door === "" ? "" : ` par ${say(VIA, door)}`}, mais il n'a jamais demandé ses réglages.`,
    fix: "Redémarrez-le, et saisissez l'adresse à la main si cela n'aide pas : offhook phone instructions.",
  }),
  "redirect-elsewhere": ({ service: name, words }) => ({
    title: "Le téléphone appartient à quelqu'un d'autre au service de redirection",
    why: `${service(name, "mac-elsewhere", words)} Un tel téléphone est envoyé vers un autre serveur avant de chercher dans son réseau.`,
    fix: "Faites-y libérer son adresse MAC par l'ancien revendeur ou fournisseur, réessayez (offhook phone redirect --retry) et réinitialisez le téléphone.",
  }),
  "redirect-failed": ({ service: name, code, words }) => ({
    title: "Le téléphone n'a pas pu être inscrit au service de redirection",
    why: service(name, code, words),
    fix: "Corrigez ce que le service nomme (offhook redirect set), puis offhook phone redirect --retry.",
  }),
  "redirect-retrying": ({ service: name, code, words, attempts, nextTryAt }) => ({
    title: "Le service de redirection ne répond pas comme il faut",
    why: `${service(name, code, words)} Essais jusqu'ici : ${attempts}.`,
    fix:
      nextTryAt === null
        ? "Offhook réessaie de lui-même."
        : `Offhook réessaie de lui-même le ${sayTime(nextTryAt)} ; tout de suite avec offhook phone redirect --retry.`,
  }),
  "redirect-waiting": ({ service: name }) => ({
    title: "Le téléphone attend son inscription au service de redirection",
    why: `${name} n'en est pas encore informé.`,
    fix: "Attendez un instant. Si cela dure, consultez le journal du service.",
  }),
  "redirect-not-for-model": ({ service: name, model }) => ({
    title: "Ce modèle n'utilise pas le service de redirection",
    why: `Le ${model} n'interroge pas ${name} ; une inscription y est sans effet pour lui.`,
    fix: "Amenez-le ici par SIP PnP, par l'option DHCP 66 ou à la main : offhook phone instructions.",
  }),
  "redirect-never-came": ({ service: name, since }) => ({
    title: "Inscrit au service de redirection, mais le téléphone n'est jamais venu",
    why: `${name} l'envoie ici depuis le ${sayTime(since)}. Soit il n'a pas démarré depuis, soit il n'atteint pas l'adresse, soit un autre compte ou une adresse enregistrée le mène ailleurs.`,
    fix: "Redémarrez-le. S'il ne vient toujours pas, remettez-le aux réglages d'usine, et vérifiez que l'adresse (redirect.url) est accessible depuis son réseau.",
  }),
  "foreign-redirect-suspected": ({ vendor, at, address }) => ({
    title: "Un service de redirection mène peut-être le téléphone ailleurs",
    why: `Il a reçu ${address} par DHCP le ${sayTime(at)}, mais n'a ensuite ni demandé par SIP PnP ni paru ici. Les téléphones ${vendor} interrogent d'abord le service de redirection et s'y arrêtent s'il les connaît.`,
    fix: "Faites libérer l'adresse MAC au service de redirection par le fabricant ou l'ancien propriétaire, puis remettez le téléphone aux réglages d'usine.",
  }),
  "model-not-supported": ({ vendor, model, at }) => ({
    title: "Ce modèle ne peut pas être provisionné",
    why: `Le téléphone dit être un ${`${vendor} ${model}`.trim()}${at === null ? "" : ` (${sayTime(at)})`}, pour lequel Offhook n'a pas de configuration.`,
    fix: "Voyez la liste des modèles (docs/models.md). Si le modèle est mal indiqué, corrigez-le.",
  }),
  "wrong-vendor": ({ stored, says, isOperatorsWord }) => ({
    title: "Le téléphone est d'une autre marque qu'enregistré",
    why: `Il est enregistré comme ${stored}${isOperatorsWord ? ", car cela a été indiqué ainsi" : ""}, mais se comporte comme ${says}.`,
    fix: "Corrigez la marque et le modèle si le téléphone a raison, et redémarrez-le.",
  }),
  "wrong-model": ({ stored, says, isOperatorsWord }) => ({
    title: "Le téléphone est un autre modèle qu'enregistré",
    why: `Il est enregistré comme ${stored}${isOperatorsWord ? ", car cela a été indiqué ainsi" : ""}, mais dit être ${says}. L'indication enregistrée a été suivie.`,
    fix: "Corrigez le modèle si le téléphone a raison.",
  }),
  "mac-mismatch": ({ file, other, address }) => ({
    title: "L'adresse MAC dans l'adresse n'est pas celle du téléphone",
    why: `${address} a demandé ${file}, mais dit que son adresse MAC est ${other === "" ? "une autre" : other}. Il n'a rien reçu.`,
    fix: "Corrigez l'adresse sur ce téléphone : elle doit contenir sa propre adresse MAC, ou le paramètre qu'il remplit lui-même (offhook phone instructions).",
  }),
  "wrong-file": ({ files, door }) => ({
    title: "Le téléphone demande le mauvais fichier",
    why: `Par ${say(VIA, door)}, il a demandé ${list(files)} ; aucun téléphone pris en charge ne demande cela.`,
    fix: "Corrigez l'adresse sur le téléphone, dans l'option DHCP 66 ou 67 : offhook phone instructions montre la bonne.",
  }),
  "only-other-files": ({ files, at }) => ({
    title: "Le téléphone a demandé d'autres fichiers, mais pas ses réglages",
    why: `Il a demandé ${list(files)}, en dernier le ${sayTime(at)}, mais pas le fichier qui contient ses réglages.`,
    fix: "Corrigez l'adresse sur le téléphone pour qu'elle mène à son propre fichier (offhook phone instructions), et redémarrez-le.",
  }),
  "template-failed": ({ template, why }) => ({
    title: "La configuration du téléphone n'a pas pu être produite",
    why: `Le modèle de fichier ${template} a échoué : ${why}.`,
    fix: "Corrigez ce modèle dans le dossier de données, ou retirez-le pour que celui d'origine vaille. Aucun mot de passe n'a été consommé.",
  }),
  "firmware-too-old": ({ firmware, oldest }) => ({
    title: "Le micrologiciel du téléphone est trop ancien",
    why: `Il annonce ${firmware} ; sa configuration est comprise à partir de ${oldest}.`,
    fix: "Mettez d'abord à jour le micrologiciel du téléphone.",
  }),
  "network-closed": ({ address, pbx, at }) => ({
    title: "Le téléphone demande depuis un réseau qui lui est fermé",
    why: `Le ${sayTime(at)}, il a demandé depuis ${address}, que le PBX ${pbx} n'autorise pas ou refuse. Il n'a rien reçu.`,
    fix: "Si le téléphone a sa place là-bas, ajoutez son réseau : offhook pbx set, --allow ou --deny.",
  }),
  "provisioning-paused": ({ pbx, since, at, address }) => ({
    title:
      since === null
        ? "Le téléphone n'est pas revenu depuis la suspension"
        : "Le provisionnement de son PBX est suspendu",
    why: `${since === null ? `Quand le téléphone a demandé pour la dernière fois, le provisionnement du PBX ${pbx} était suspendu ; il a repris depuis.` : `Le provisionnement du PBX ${pbx} a été suspendu le ${sayTime(since)} : ses téléphones ne reçoivent rien et gardent ce qu'ils ont.`}${at === null ? "" : ` Le téléphone a demandé en vain le ${sayTime(at)} depuis ${address}.`}`,
    fix:
      since === null
        ? "Faites chercher sa configuration au téléphone, ou redémarrez-le."
        : "Reprenez le provisionnement quand les téléphones peuvent à nouveau recevoir leur configuration : sur la page du PBX, ou offhook pbx set --no-pause.",
  }),
  "certificate-refused": ({ why, address, at }) => ({
    title: "Le téléphone n'a pas montré le certificat demandé",
    why: `Le ${sayTime(at)}, quelqu'un à l'adresse ${address} a demandé son fichier ; son certificat client a été refusé (${why || "?"}). Rien n'a été remis.`,
    fix: "Faites venir le téléphone par HTTPS avec son propre certificat, importez l'autorité de son fabricant (offhook ca import), ou demandez moins : offhook pbx set, --client-certificates. Le sens de chaque mot : docs/security.md.",
  }),
  "token-refused": ({ isWrong, address, at }) => ({
    title: "Le téléphone demande sans son chemin secret",
    why: `Le ${sayTime(at)}, ${address} a demandé ${isWrong ? "par un chemin secret qui n'est pas, ou plus, celui de ce téléphone" : "sans le chemin secret que son PBX demande"}. Il n'a rien reçu.`,
    fix: "Un téléphone remis à l'état d'usine a de nouveau besoin d'un premier chemin : libérez ses mots de passe et laissez-le chercher par SIP PnP ou DHCP, ou saisissez ce que montre offhook phone rotate-token --now.",
  }),
  "login-refused": ({ isWrong, address, at }) => ({
    title: "Le téléphone ne s'identifie pas",
    why: `Le ${sayTime(at)}, ${address} ${isWrong ? "a donné un nom ou un mot de passe qui ne sont pas ceux de ce téléphone" : "a été prié de s'identifier et ne l'a pas fait"}. Il n'a rien reçu.`,
    fix: "Un téléphone qui a perdu son identification en a besoin d'une nouvelle : offhook phone rotate-token --now, puis ramenez-le ici (offhook phone instructions).",
  }),
  "held-by-guard": ({ address, at }) => ({
    title: "L'adresse du téléphone est retenue, parce que quelqu'un y devine des adresses MAC",
    why: `Le ${sayTime(at)}, il a demandé depuis ${address}, où il n'a jamais été servi, alors que cette adresse ou son réseau est retenu. Il n'a rien reçu.`,
    fix: "Si le téléphone est vraiment là, graciez l'adresse (offhook guard pardon) et redémarrez le téléphone. Pour un site où beaucoup de téléphones ne sont pas encore admis : guardRules.trustedNetworks.",
  }),
  "insecure-transport": ({ door, address, at }) => ({
    title: "Ses mots de passe ne peuvent pas passer par cette voie",
    why: `Le ${sayTime(at)}, il a demandé par ${say(VIA, door)} depuis ${address}, hors des réseaux de confiance. Il a reçu sa configuration sans mots de passe.`,
    fix: "Faites-lui utiliser HTTPS, ou ajoutez son réseau à secrets.trustedNetworks et vérifiez que secrets.transports permet cet accès.",
  }),
  "other-requester": ({ address, fetchedBy, at }) => ({
    title: "Ses mots de passe sont allés à une autre adresse",
    why: `Le ${sayTime(at)}, ${address} a demandé alors que les mots de passe étaient ouverts pour ${fetchedBy}, et n'en a reçu aucun.`,
    fix: "Si le téléphone a seulement changé d'adresse, libérez les mots de passe (offhook phone release). Sinon quelqu'un d'autre les a : changez-les (offhook phone reset).",
  }),
  "reset-suspected": ({ at, fetchedBy, fetchedAt }) => ({
    title: "Le téléphone semble avoir perdu ses mots de passe",
    why: `${fetchedBy} les a reçus le ${sayTime(fetchedAt)}. Le ${sayTime(at)}, le téléphone a cherché son serveur comme un appareil neuf : il a été remis aux réglages d'usine, ou échangé.`,
    fix: "Libérez ses mots de passe si le téléphone est à sa place (offhook phone release), sinon changez-les (offhook phone reset) ; puis redémarrez-le.",
  }),
  "passwords-elsewhere": ({ address, fetchedBy, fetchedAt, at }) => ({
    title: "Ses mots de passe ont été pris depuis une autre adresse",
    why: `${fetchedBy} les a reçus le ${sayTime(fetchedAt)} ; le ${sayTime(at)}, ${address} a demandé et a reçu la configuration sans eux.`,
    fix: "Rien, si le téléphone a seulement changé d'adresse depuis. S'il ne s'enregistre pas, libérez les mots de passe (offhook phone release) ; si quelqu'un d'autre les a pris, changez-les (offhook phone reset).",
  }),
  "passwords-closed": ({ fetchedBy, fetchedAt, at }) => ({
    title: "Ses mots de passe sont fermés, comme il se doit",
    why: `${fetchedBy} les a reçus le ${sayTime(fetchedAt)} ; depuis, en dernier le ${sayTime(at)}, il reçoit sa configuration sans eux.`,
    fix: "Rien, si le téléphone fonctionne. Après une remise aux réglages d'usine : offhook phone release (les mêmes mots de passe) ou offhook phone reset (de nouveaux).",
  }),
  "passwords-never-fetched": ({ at }) => ({
    title: "Ses mots de passe ont été fermés avant que le téléphone les prenne",
    why: `Ils sont fermés depuis le ${sayTime(at)}, à la main ou parce que leur temps était écoulé, et aucun téléphone ne les a jamais reçus.`,
    fix: "Libérez-les (offhook phone release) et redémarrez le téléphone dans ce délai.",
  }),
  "passwords-waiting": ({ at, by }) => ({
    title: "Ses mots de passe attendent d'être pris",
    why: `Libérés ${by === "" ? "" : `par ${by} `}le ${sayTime(at)} ; le téléphone n'est pas venu depuis.`,
    fix: "Redémarrez le téléphone avant la fin de leur délai.",
  }),
  "password-unfit": ({ kinds, model }) => ({
    title: "Un mot de passe ne convient pas à ce modèle",
    why: `Le mot de passe de type ${list(kinds)} n'a pas la forme qu'un ${model} accepte ; il a été omis.`,
    fix: "Changez ce type de mot de passe : offhook phone reset.",
  }),
  "not-registered": ({ accounts, since, address, userAgent }) => ({
    title: "Le téléphone n'est pas enregistré à son PBX",
    why: `Le PBX ${since === null ? `n'a jamais eu d'enregistrement de lui avec ${list(accounts)}` : `n'en a plus avec ${list(accounts)} depuis ${sayTime(since)} ; le dernier venait ${address === "" ? "d'une adresse qu'il n'a pas dite" : `de ${address}`}${userAgent === "" ? "" : ` (${userAgent})`}`}.`,
    fix: "Vérifiez son courant, son réseau, et qu'il atteint le PBX. Si oui, le mot de passe du téléphone ou du PBX est un autre : changez-le (offhook phone reset) et redémarrez le téléphone.",
  }),
  "registered-elsewhere": ({ accounts, address, userAgent, vendor }) => ({
    title: "Un autre appareil est enregistré avec le compte du téléphone",
    why: `${list(accounts)} est enregistré${address === "" ? "" : ` depuis ${address}`} par ${userAgent}, qui n'est pas un appareil ${vendor}.`,
    fix: "Cherchez qui d'autre a le mot de passe. Si personne ne doit l'avoir, changez-le : offhook phone reset.",
  }),
  "pbx-not-told": ({ accounts, words, pbx }) => ({
    title: "Le PBX n'a pas pris le compte du téléphone",
    why: `Le PBX ${pbx} n'a pas l'état actuel de ${list(accounts)}${words === "" ? "" : ` : ${words}`}.`,
    fix: "Corrigez ce que dit le PBX, puis faites-le-lui dire de nouveau : offhook link retry.",
  }),
  "no-line": () => ({
    title: "Le téléphone n'a pas de compte",
    why: "Aucune ligne n'est indiquée ; il ne peut donc s'enregistrer nulle part.",
    fix: "Donnez-lui une ligne avec un compte de son PBX.",
  }),
  "too-many-handsets": ({ wanted, takes }) => ({
    title: "Plus de combinés que la base n'en prend",
    why: `${wanted} combinés sont indiqués ; la base dit en prendre ${takes}.`,
    fix: "Retirez-en, ou corrigez le modèle.",
  }),
  "settings-without-effect": ({ names, family }) => ({
    title: "Certains réglages sont sans effet sur ce modèle",
    why: `${family} ne connaît pas : ${list(names)}.`,
    fix: "Rien, ou retirez-les. offhook phone settings donne la raison de chacun.",
  }),
  ok: ({ at, address, file, fetchedAt, fetchedBy }) => ({
    title: "Le téléphone a téléchargé sa configuration",
    why: `${address} a téléchargé ${file === "" ? "celle-ci" : file} le ${sayTime(at)}.${fetchedAt === null ? "" : ` Ses mots de passe sont allés à ${fetchedBy} le ${sayTime(fetchedAt)}.`} On ne sait pas ici s'il est enregistré à son PBX.`,
    fix: "Rien. S'il ne s'enregistre pas, voyez le PBX.",
  }),
};
