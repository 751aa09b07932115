import type { ProblemHelps } from "../problems.ts";

export const problems: ProblemHelps = {
  "malformed-body": "Envíe JSON bien formado.",
  "invalid-query": "Los errores nombran cada parámetro o cabecera y lo que puede contener.",
  unauthorized:
    "Inicie sesión. Los programas envían la cabecera Authorization: Bearer <clave>; un administrador crea las claves en «Claves de API». Una clave revocada sigue sin valer.",
  "sign-in-failed":
    "No se dice cuál de ellos. Quien haya olvidado la contraseña pide un enlace nuevo a un administrador.",
  "code-required":
    "La contraseña es correcta. Escriba los seis dígitos de la aplicación de autenticación o un código de recuperación.",
  forbidden: "Su rol o su ámbito no incluye esta acción. Un administrador puede cambiarlos.",
  "cross-site":
    "Quien ha iniciado sesión con un navegador solo cambia cosas desde las páginas de este servidor. Los programas usan una clave de API.",
  "not-found": "La dirección no corresponde a nada que exista, o a nada que usted pueda ver.",
  "no-such-file": "La página del teléfono muestra, en «Archivos que descarga», los que pide.",
  "mac-in-use": "La dirección MAC ya está en la lista de teléfonos admitidos. Cambie ese teléfono o elimínelo primero.",
  "mac-elsewhere":
    "El servicio de redirección del fabricante envía este teléfono a otra parte. Su último proveedor debe liberarlo allí; o bien desactive checkFirst en la cuenta para admitirlo de todos modos.",
  "pbx-exists": "Elija otro nombre o cambie la centralita que lo tiene.",
  "pbx-in-use": "Elimine primero sus teléfonos o páselos a otra centralita.",
  "phone-book-exists": "Elija otro nombre o cambie la agenda que lo tiene.",
  "phone-book-full":
    "Elimine entradas o cree otra agenda para algunas de ellas: en una más grande, la búsqueda en el teléfono haría esperar.",
  "customer-exists": "Elija otro nombre o cambie ese cliente.",
  "customer-in-use": "Asigne primero sus centralitas a otro cliente y elimine las claves y personas vinculadas a él.",
  "login-exists": "Elija otro nombre de usuario.",
  "second-factor-active": "Desactívelo primero en «Mi cuenta».",
  "redirect-pending":
    "Un servicio de redirección aún no sabe que hay teléfonos de esta centralita que ya no están. Espere o quite allí la cuenta de la centralita, con lo que se olvidan.",
  "redirect-exists": "Una centralita tiene uno por fabricante. Quite primero el otro.",
  "profile-exists": "La centralita ya tiene un perfil con ese nombre. Cambie ese o elija otro nombre.",
  "profile-in-use":
    "Dé primero a sus teléfonos otro perfil, o ninguno. También necesita otro la regla de admisión que lo asigne.",
  "network-in-use":
    "Una red pertenece a la regla de admisión de una sola centralita. Quítela allí o indique aquí una más estrecha: donde las redes se solapan decide la más estrecha.",
  "networks-needed":
    "Indique primero, en la regla de admisión de la centralita, las redes desde las que piden sus teléfonos (basta el modo allow-list).",
  "pool-empty":
    "Todas las extensiones de la reserva de la regla de admisión están ya en un teléfono. Cree extensiones, amplíe la reserva o indique las líneas del teléfono.",
  "account-exists": "La centralita ya tiene una extensión con ese nombre de usuario. Cambie esa o elija otro nombre.",
  "account-in-use": "Quite primero la extensión de las líneas de sus teléfonos.",
  "password-destroyed":
    "Con secrets.keepPlaintext desactivado, una contraseña se destruye cuando se cierra su entrega. Restablézcala: el teléfono recibe entonces una nueva.",
  "not-shared": "Márquelo primero como compartido (shared).",
  "no-free-line":
    "Quien inicia sesión en un teléfono necesita una línea después de las propias de este. Quite una de ellas.",
  "search-running":
    "Cada red la recorre una sola búsqueda a la vez, y como mucho hay cuatro en marcha. Espere a que termine la indicada o cancélela.",
  "https-off": "Abra una con el ajuste https o httpsLegacy; solo entonces se crean y se leen certificados.",
  "not-own-certificate":
    "Con tls.folder o tls.certificate los renueva quien escribe esos archivos; Offhook los vuelve a leer por sí mismo.",
  "rotation-state":
    "Una autoridad se sustituye en dos pasos: el primero crea la siguiente y la entrega a los teléfonos; el segundo hace que tome el relevo.",
  "rotation-by-hand":
    "El daemon solo cambia por sí mismo una clave que está en un archivo propio, y mientras ningún otro daemon use la base de datos. Si no, dé ambas claves a cada daemon, la siguiente como OFFHOOK_MASTER_KEY_OTHER, reinícielos, intercambie las dos y reinícielos otra vez: docs/security.md, At rest.",
  "rotation-running":
    "Dos a la vez dejarían sin registro más teléfonos de los que permite cada una. Espere a que termine o cancélela.",
  "rotation-over": "Ha terminado o se canceló. Empiece otra.",
  "rollout-running":
    "De lo contrario, los teléfonos podrían recibir dos versiones. Espere a que termine, deshágalo o cancélelo.",
  "rollout-over": "Ha terminado, se deshizo o se canceló, o se está deshaciendo. Empiece otro.",
  "unknown-firmware": "Súbala primero. La página «Firmware» dice cuáles hay y para qué modelos.",
  "unknown-window": "Créela primero en la misma centralita.",
  "no-phones":
    "Ninguno de los teléfonos indicados tiene extensión o encaja con el firmware, así que no hay nada que hacer.",
  "template-unfit":
    "No se puede compilar, o un teléfono admitido no podría leer lo que escribe; los errores indican teléfonos y lugares. Lo que estaba en uso sigue en uso. Una plantilla se puede comprobar sin usarla.",
  "no-such-version": "La página de la plantilla muestra sus versiones.",
  "too-many-windows":
    "Una centralita tiene como máximo 100 ventanas de mantenimiento. Elimine una que ya no haga falta.",
  "too-many-webhooks": "Una centralita tiene como máximo 10 webhooks. Elimine uno que ya no haga falta.",
  "command-over":
    "Solo se puede cancelar lo que espera, o aquello a cuyo teléfono se espera. La propia orden dice cómo acabó.",
  "idempotency-in-progress":
    "Otra petición con esta Idempotency-Key aún no ha recibido respuesta. Envíela de nuevo dentro de un momento.",
  "link-invalid": "Un enlace vale una vez y durante un tiempo. Un administrador puede crear otro.",
  stale: "Lo que ve es un estado anterior. Cárguelo de nuevo y repita el cambio.",
  "file-exists":
    "Un archivo nunca cambia bajo su nombre, porque los teléfonos conservan lo que descargaron. Elimine primero el antiguo o suba el nuevo con otro nombre.",
  "file-in-use":
    "Una centralita, un perfil o un teléfono lo nombra en sus ajustes (si es firmware, su versión), quizá para otro fabricante. Cambie eso primero.",
  "file-refused":
    "El detalle dice por qué: su nombre, su tipo, su tamaño en píxeles o su forma. Véase docs/files-and-firmware.md.",
  "file-too-large":
    "Los tonos tienen como máximo 3 MB, los idiomas y las imágenes 5 MB, y el firmware lo que diga el ajuste firmwareMaxMegabytes.",
  "body-too-large": "Una petición tiene como máximo 256 KiB, una lista de teléfonos 2 MiB, una agenda 16 MiB.",
  "unsupported-media-type": "Envíe la cabecera Content-Type: application/json.",
  "invalid-csv":
    "Los errores nombran hasta 100 por su número en el archivo. No se ha escrito nada. Una prueba las muestra, y también lo que cambiaría el resto.",
  "invalid-body":
    "Los errores señalan cada campo y dicen qué puede contener. Los campos desconocidos se rechazan, nunca se pasan por alto.",
  "invalid-mac":
    "Una dirección MAC tiene 12 caracteres de 0 a 9 y de A a F, seguidos o separados por : - . o espacios. Las direcciones de grupo, de difusión y todo ceros no son de ningún teléfono.",
  "vendor-unknown": "Elija el fabricante.",
  "model-not-supported":
    "La página «Modelos» de la documentación enumera los modelos con sus líneas, teclas y posibilidades.",
  "mac-id-required":
    "La cuenta de la centralita en el servicio de redirección de Gigaset solo admite teléfonos con su MAC-ID: 4 letras y cifras en la etiqueta, junto a la dirección MAC. Si la cuenta acepta la dirección MAC sola, desactive needsMacId.",
  "mac-id-wrong": "Gigaset imprime una MAC-ID de 4 letras y cifras en la etiqueta, junto a la dirección MAC.",
  "unknown-pbx": "Cree primero la centralita o corrija su nombre.",
  "unknown-customer":
    "Cree primero el cliente o corrija su nombre. Un administrador de todos los clientes lo crea al dar de alta una centralita.",
  "code-wrong":
    "Use el que muestra ahora la aplicación de autenticación. Si no se acepta ninguno, el reloj del servidor o del dispositivo va mal.",
  "unknown-account": "Cree primero la extensión, o póngale un nombre y se creará junto con el teléfono.",
  "unknown-profile":
    "Cree primero el perfil en la centralita del teléfono. Un teléfono que pasa a otra centralita necesita un perfil de esa, o ninguno.",
  "command-not-supported":
    "El detalle dice por qué: algunas familias no obedecen ningún SIP NOTIFY de este tipo, o solo con firmware más nuevo o con un ajuste propio.",
  "too-many-lines": "La página «Modelos» de la documentación dice cuántas líneas tiene cada modelo.",
  "network-not-private":
    "Indique una red dentro de 10.0.0.0/8, 172.16.0.0/12 o 192.168.0.0/16 (RFC 1918). Nunca se pregunta a direcciones públicas ni de enlace local.",
  "network-not-on-link":
    "Indique una red, o una parte, en la que la máquina del daemon tenga una dirección propia; el detalle las enumera. Nunca se recorren redes detrás de un router ni interfaces sin dirección MAC, como los túneles.",
  "phone-not-near":
    "A un teléfono se le pregunta en la dirección desde la que pidió su configuración por última vez, si está en una red privada (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, fc00::/7) o en una red de esta máquina. Encienda el teléfono, o dé a su centralita un enlace que diga quién está registrado.",
  "network-too-large":
    "Una búsqueda abarca como máximo una /22, 1024 direcciones. Indique una parte de la red y busque una tras otra.",
  "idempotency-key-reused":
    "Una clave vale para una sola petición con un solo contenido, durante 24 horas. Use una clave nueva para una petición nueva.",
  "too-many-streams":
    "Se atienden a la vez hasta 20 por solicitante y 500 en total. Cierre algunos, por ejemplo páginas abiertas en otras ventanas, o vuelva a intentarlo pasados los segundos de Retry-After.",
  "too-many-attempts":
    "Han fallado otros intentos con este nombre de usuario o desde esta dirección, o hay muchas personas iniciando sesión. Nadie queda bloqueado: vuelva a intentarlo pasado el tiempo indicado.",
  internal: "El registro del daemon dice qué fue. En esta respuesta no figura nada de ello.",
};
