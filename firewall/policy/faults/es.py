"""
The same in Spanish: ``code | what is wrong | what to do``; and the English phrases that stand in for ``{what}``.

The words of the policy language stay as they are written in the files.
"""

TABLE = """
POL001 | El archivo ocupa más de 256 KiB. | Divídalo en varios archivos.
POL002 | El archivo está vacío. | Bórrelo, o escriba en él.
POL003 | En esta línea hay un segundo signo de dos puntos, como si empezara otra clave. | Ponga entre comillas el texto que lleva dos puntos; empiece cada clave en su propia línea.
POL004 | Aquí hay un tabulador. | Use espacios.
POL005 | Esta línea no está debajo de las líneas a las que pertenece. | Ponga el mismo número de espacios delante de las líneas que van juntas.
POL006 | Se abrió una comilla y no se cerró. | Ciérrela; dentro del texto, escriba la comilla dos veces.
POL007 | Se abrió un corchete o una llave y no se cerró, o falta una coma. | Ciérrelo, o añada la coma.
POL008 | Encima de esta línea hay una clave sin dos puntos. | Escriba `clave: valor`.
POL009 | Esto no es YAML: {problem}. | Mire los espacios, los dos puntos y los corchetes cercanos.
POL010 | El archivo contiene un carácter que YAML no admite. | Bórrelo.
POL011 | El archivo contiene una secuencia (`\\U...`) que no es ningún carácter. | Escriba el carácter mismo.
POL012 | Aquí empieza un segundo documento (`---`). | Póngalo en un archivo propio.
POL013 | Las políticas no usan `%` (directivas). | Borre la línea.
POL014 | Hay demasiados niveles, unos dentro de otros, para ser una política. |
POL015 | Las políticas no usan `&` ni `*` (anclas). | Escriba el texto completo.
POL016 | Las políticas no usan `!` (etiquetas). | Ponga el texto entre comillas.
POL017 | Aquí no hay nada. | Escriba un valor, o borre la clave.
POL018 | Este texto contiene medio carácter (`\\uD...`). | Escriba el carácter mismo.
POL019 | Una clave tiene que ser una palabra. |
POL020 | Las políticas no usan `<<` (fusión). | Escriba las claves completas.
POL021 | `{word}` está dos veces. | La primera está en la línea {line}. Deje una.
POL022 | Lo que sigue a ` #` en esta línea es un comentario, y no se lee. | Ponga el texto entre comillas, o el comentario en una línea aparte.
POL030 | Falta `{key}:` en {what}. | Añada una línea para ello, con la misma sangría que las de al lado.
POL031 | `{word}` no es una clave de {what}. |
POL032 | {What}: tiene que escribirse en líneas `clave: valor`. | Escríbalo como en los ejemplos.
POL033 | `{key}` tiene que ser un solo texto. | Escríbalo en una línea, o entre comillas.
POL034 | `{word}` no es un nombre corto. | Use letras, cifras, puntos y guiones, sin espacios.
POL035 | `{key}` tiene que ser una lista. | Escriba `[{word}]`.
POL036 | `{key}` tiene que ser una lista. | Escriba `[primero, segundo]`.
POL037 | La lista de `{key}` está vacía. | Escriba lo que contiene, o borre la clave.
POL038 | `{key}` tiene que ser una lista de palabras. | Escriba una palabra en cada entrada.
POL039 | `{word}` está dos veces en `{key}`. | Deje una.
POL040 | `{word}` no es {what}. |
POL041 | `{word}` no es una categoría. |
POL042 | `{word}` no es un socio ni un tipo de solicitante. |
POL043 | `{word}` no es una finalidad. |
POL044 | `{word}` no es un tipo de orden o documento legal. |
POL045 | `{word}` no es un servicio ni una ruta. |
POL046 | `{word}` no es una ruta. |
POL047 | `{word}` no es un tipo de solicitante. |
POL048 | `{word}` no es un socio. |
POL049 | `{key}` tiene que ser un día del calendario. | Escríbalo como 2026-02-01.
POL050 | `{key}` tiene que ser un número entero. | Escríbalo en cifras, sin puntos ni comas.
POL051 | `{key}` tiene que escribirse en líneas `nombre: valor`. | Empiece cada línea con un nombre.
POL052 | `{key}` tiene que ser una lista con al menos una entrada. | Empiece cada entrada con `- `.
POL053 | `{word}` no es algo ante lo que una regla pueda ceder. |
POL054 | `{word}` no es un resultado de una regla. |
POL055 | `{word}` no es un resultado de un intercambio. |
POL056 | `{word}` no es un archivo de la carpeta de políticas. |
POL057 | El nombre de este archivo no termina en `.yaml`, así que no se lee. | Cámbielo; algunos editores añaden una terminación propia, como `.txt`.
POL060 | Este archivo no está en ninguna carpeta que lea el cortafuegos. | Muévalo a la carpeta de su clase, o bórrelo.
POL061 | `{word}` no es un archivo que el cortafuegos lea aquí. |
POL062 | Falta este archivo. | Toda política lo necesita.
POL063 | Falta este archivo. | Dice quién es la ciudad y a quién escribir.
POL064 | Este archivo no se puede leer como texto ({problem}). | Guárdelo como UTF-8, y permita que el cortafuegos lo lea.
POL065 | El socio `{word}` está dos veces. | Cambie el nombre de uno; el otro está en {other}.
POL066 | `{word}` es también un tipo de solicitante. | Dé otro nombre al socio.
POL067 | Su certificado identifica también a `{other}`. | Déjelo en un solo socio.
POL068 | Su `{word}` es también `{other}`. | Déjelo en un solo socio.
POL069 | El servicio `{word}` está dos veces. | Cambie el nombre de uno; el otro está en {other}.
POL070 | La regla `{word}` está dos veces. | Cambie el nombre de una; la otra está en {other}.
POL075 | `{word}` no puede ser una palabra del vocabulario. | Use minúsculas, cifras y guiones.
POL076 | `{word}` es una palabra que usa el propio cortafuegos. | Elija otra.
POL077 | `{parent}` tiene que estar antes que `{word}`. | Añada encima la categoría superior.
POL078 | `{word}` se llama judicial, y no lo emite ningún juez ni tribunal. | Escriba `issuer: judicial` si lo firma un juez; si no, otro `basis:`.
POL080 | `upstream` tiene que ser la dirección del servicio. | Escríbala como http://127.0.0.1:9101.
POL081 | {method} no envía nada que se pueda aceptar. | Borre `accepts:`.
POL082 | `otherwise` es propio de una ruta que recibe datos. | Añada `accepts:`, o bórrelo.
POL083 | Aquí tiene que haber una categoría. | Escriba una palabra.
POL084 | `{word}` está declarado dos veces. | La primera está en la línea {line}.
POL085 | Nada dice qué es `{word}`. | Escriba una categoría.
POL086 | `{word}` no es un lugar de un documento. | Empiece con `/`, como en /name o /items/*/name.
POL087 | `match` tiene que ser un método y una ruta. | Escríbalo como GET /patients/{id}.
POL088 | Nada dice qué es `{{word}}`. | Añada `path: {{word}: record.id}`.
POL089 | `{word}` no es una parte de la ruta de `match`. |
POL090 | Dos parámetros dicen cuántos registros se piden. | Deje uno.
POL091 | Un mismo lugar está declarado como {said}. | Una selección, una página, un límite, un orden o un total no es nada más que eso.
POL092 | `{word}` no es un campo declarado. |
POL093 | No hay ningún campo declarado en los elementos de `{word}`, así que nunca se contaría ningún registro. | Escriba el lugar de la lista, como /items para /items/*/name.
POL094 | Aquí tiene que haber un tipo de marcador. | Use uno de: {choice}.
POL095 | La ruta `{word}` está dos veces. | Cambie el nombre de una.
POL096 | `{word}` y `{other}` corresponden a las mismas solicitudes. | Borre una.
POL100 | Una `ca` se nombra con minúsculas, cifras y guiones. | Pida a informática el nombre que está en [client_cas] de firewall.toml.
POL101 | `ca` dice quién firma `certificates`, y no hay ninguno. | Nómbrelos también.
POL102 | El titular de los tokens se nombra como `emisor#titular`. | Pida a informática el nombre del emisor en firewall.toml, y el `sub` de los tokens.
POL103 | Un certificado se nombra como `dns:...`, `uri:...`, `email:...` o `sha256:...`. | Pida a informática el nombre que lleva, o su huella SHA-256.
POL104 | `{word}` actúa en nombre de sí mismo, a través de otros. | Rompa el círculo.
POL105 | La autoridad `{word}` no está en firewall.toml. | Pida a informática que añada `{word}` en [client_cas], o quítela de aquí.
POL106 | El emisor de tokens `{word}` no está en firewall.toml. | Pida a informática que añada [issuers.{word}], o quítelo de aquí.
POL110 | El acuerdo termina antes de empezar. | Mire las dos fechas.
POL111 | Nadie ha firmado. | Escriba `signed: {by: ..., on: 2026-02-01}`.
POL112 | Se firmó después del día desde el que vale. | Mire las dos fechas.
POL113 | Nadie tiene que confirmar que existe `{basis}`: quien alegue la finalidad quedaría por encima de la ley. | Escriba lo que necesita, como `needs: {process: [...]}` o `needs: {approval: ...}`.
POL114 | `{word}` comparte {proxies}: juntos revelan quién no tiene un estatus seguro. | Comparta como máximo {most} de ellos.
POL115 | `{word}` comparte {place} de `{route}` como texto, y su marcador dice que es `{marker}`. | Redúzcalo (`coarsen`), quítelo, o cambie el marcador.
POL116 | `{word}` limita los registros, y nada dice dónde los enumera `{route}`. | Añada `records:` a la ruta, como `records: /items`.
POL117 | El acuerdo `{word}` está dos veces. | Cambie el nombre de uno; el otro está en {other}.
POL118 | `{word}` y `{other}` comparten `{category}` de forma distinta con el mismo solicitante. | Dígalo en uno solo de ellos.
POL130 | La regla termina antes de empezar. | Mire las dos fechas.
POL131 | La regla exceptúa a todos aquellos a los que se refiere. | Mire `to` y `except_to`.
POL132 | En el aviso hay llaves, y se enviarían tal como están. | Solo se reemplaza `{case}`, por la referencia.
POL133 | Una regla sobre el intercambio completo dice `hold` o `refuse`. | Nombre los datos en `data:`, o cámbielo.
POL134 | La asesoría eligió `{choice}`, y la regla dice `{then}`. | Haga que ambos digan lo mismo.
POL135 | Nadie responde de la elección de la asesoría. | Escriba `counsel: {choice: {then}, by: ..., on: 2026-02-01}`.
POL140 | `{word}` comparte con `suppress`, y `{route}` no es una ruta de estadísticas. | Escriba `statistical: yes` en la ruta si solo da recuentos, o nombre otras rutas.
POL141 | Esto no es una manera de compartir un campo. | Escriba `pseudonymize`, `{coarsen: year}` o `{mask: last-4}`.
POL142 | `table` es propio de una ruta de estadísticas. | Escriba `statistical: yes` en la ruta si solo da recuentos, o borre `table:`.
POL143 | `totals_by` nombra todo aquello por lo que cuenta la tabla. | Nombre solo aquello cuyos totales son lo único que se conoce, o borre `totals_by:`.
POL144 | La tabla nombra `{word}`, que no es un campo declarado. | Declárelo en `fields:`, o corrija la tabla.
POL145 | Un miembro de la tabla está en `by` y en `counts`. | Nómbrelo una vez.
POL146 | `exactly` es propio de una ruta que recibe datos y declara qué se le puede enviar. | Añada `accepts:` y `fields:`, o borre `exactly:`.
POL147 | `stream` está puesto y no hay ningún campo declarado de sus registros, así que nunca saldría nada de ellos. | Declare los campos de cada registro, como /*/name.
POL148 | `{key}` no puede estar junto a `stream`. | Quite uno de los dos.
POL149 | `{word}` pide registros que se parezcan (`k_anonymity`), y `{route}` es un flujo, que deja salir cada registro antes de haber visto los demás. | Quite `stream:` de la ruta, o nombre otras rutas.
POL150 | La ciudad tiene otro nombre, y el registro está a nombre de la anterior. | Una ciudad que cambia de nombre necesita un directorio de datos nuevo.
POL151 | No queda ninguna ley: todas las reglas terminarían a la vez. | Si es lo que se quiere, detenga el cortafuegos y arránquelo otra vez.
POL152 | Se dejaría entrar sin acuerdo a alguien desconocido. | Deshaga lo que se cambió, y mírelo con: firewall try --as unknown
POL153 | Un proceso auxiliar no pudo leer esta política. |
POL154 | `k_anonymity` debe estar entre {least} y {most}. | Escriba cuántos registros deben parecerse como mínimo, como en `k_anonymity: 5`.
POL158 | `{word}` puede ser varias listas, y un flujo es una sola. | Nombre cada paso del camino hasta esa lista, como /items o /data/items.
POL160 | Otro reconocedor, en la línea {line}, se llama igual. | Dé a cada uno su propio nombre.
POL161 | Aquí solo están los reconocedores propios de la ciudad (`custom`). | Nombre los de Presidio en firewall.toml, en detectors.presidio.
POL162 | El reconocedor no busca nada. | Añada `patterns:` o `deny_list:`.
POL163 | El nombre no tiene ninguna letra ni cifra. | Escríbalo en letras latinas.
POL164 | La expresión está escrita como en Python (`r"..."`), y solo coincidiría con esa letra y las comillas. | Escríbala entre comillas simples: '\\d{4}'.
POL165 | La expresión no se puede usar: {problem}. |
POL166 | La expresión puede coincidir con nada, y se encontraría en todas partes. | Haga que al menos una parte no sea `?`, `*` ni `{0,...}`.
POL167 | `{key}` tiene que ser un número mayor que 0 y como máximo 1. | Desde {acted_on} se actúa sin que haya cerca una palabra de `context`.
POL168 | Este ejemplo no se encuentra. | Corrija la expresión, o el ejemplo.
POL169 | Este ejemplo se encuentra solo como conjetura. | Suba la puntuación, o escriba en el ejemplo una palabra de `context`.
POL170 | Este contraejemplo se encuentra. | Haga más estrecha la expresión, o baje la puntuación.
POL200 | La declaración termina antes de empezar. | Mire las dos fechas.
POL201 | `{key}` tiene que decir cuánto puede tardar. | Escríbalo como `24 hours` o `30 days`.
POL205 | `{word}` no es un deber. |
POL206 | `{word}` no es una función. |
POL207 | `{word}` no es una declaración. |
POL208 | `{word}` no es un periodo. |
POL209 | `{word}` no es una zona horaria. | Escríbala como America/Chicago: un continente y una ciudad, con los nombres de la IANA.
POL210 | `{word}` no es una manera de suprimir recuentos pequeños. |
POL250 | Este archivo no está en ningún lugar de un paquete que el cortafuegos lea. | Un paquete tiene pack.yaml, laws/, agreements/ y tests/.
POL251 | El paquete no se llama como su carpeta `{word}`. | Cambie uno de los dos nombres.
POL252 | El paquete termina antes de empezar. | Mire las dos fechas.
POL253 | Una palabra tiene que responder a `{word}`. | Escríbalo como `nombre: palabra`.
POL254 | El paquete `{pack}` deja `{word}` a sus abogados ({question}). | Escriba `choices: {{word}: ...}` con una de estas. {answers}.
POL255 | A `{word}` del paquete `{pack}` se respondió otra cosa más arriba. | Responda una sola vez, o lo mismo.
POL256 | El paquete `{word}` se incluye en dos períodos con un hueco entre ellos. | Cierre el hueco, o inclúyalo una vez.
POL257 | Un paquete no puede saber cómo llama una ciudad a sus servicios. | Nombre tipos de servicios: `at_kind: [school]`.
POL258 | El paquete `{pack}` necesita la palabra `{word}`, que no está aquí. | Añádala, con una frase que diga qué significa: `firewall init` escribe un vocabulario que la tiene.
POL259 | Nada dice de qué tipo es el servicio `{word}`, y hay reglas que hablan de tipos. | Añada `kind:`, como en `kind: school`; `kind: other` si ninguna palabra sirve.
POL260 | Un paquete solo contiene deberes y emergencias: un acuerdo es de la ciudad. | Páselo a agreements/.
POL261 | Nadie firma un paquete. | La ciudad firma donde lo incluye.
POL262 | `except_data` quita algo de `data: all`. | Escriba las dos claves.
POL263 | El programa ya trae un paquete llamado `{word}`. | Cambie el nombre de su carpeta, y `pack:` dentro.
POL264 | Falta este archivo. | Dice qué es el paquete.
POL265 | El paquete `{word}` está firmado para dos períodos con un hueco entre ellos. | Firme también por los días de en medio, o quite uno de los dos `signed:`.
POL266 | El paquete se firmó después del último día de esta línea. | Mire las dos fechas.
POL267 | Ningún servicio es de este tipo ({words}), así que esto no diría nada. | Escriba el tipo en el archivo del servicio (`kind:`), o nombre el servicio.
POL268 | `except_data` lo quita todo de `data: all`, así que la regla no cierra nada. | Deje algo dentro, o borre la regla.
POL269 | `except_data` deja abierto también `{word}`: debajo no queda nada más cerrado. | Si es lo que se quiere, nombre también `{word}` en `except_data`; si no, escriba en una lista, en `data:`, lo que se cierra.
POL300 | La promesa `{word}` no se cumple: {how}. | Ejecute `firewall policy prove`, y cambie lo que lo permite, o la promesa.
POL301 | La promesa `{word}` está dos veces. | Cambie el nombre de una.
POL302 | Nada dice qué se promete: {keys}. | Escriba una de ellas.
POL303 | Una promesa dice una sola cosa. | Haga de esta una promesa propia.
POL304 | `never_answered` es `yes`. | Escriba `yes`, o borre la línea.
POL305 | `{key}` es propio de `{other}`. | Bórrelo, o escriba `{other}`.
POL306 | A quien siempre recibe algo le falta `{key}:`. | Añádalo: a quién, para qué, dónde.
POL307 | `unless` nombra lo que abre, y aquí algo tiene que estar abierto. | Bórrelo; `having:` nombra los documentos que alguien tiene.
POL308 | La promesa termina antes de empezar. | Mire las dos fechas.
POL309 | La promesa exceptúa a todos aquellos de los que trata. | Mire `to` y `except_to`.
POL310 | En {places} nada está declarado como `{word}`, así que nadie podría recibirlo allí. | Nombre otro lugar u otra categoría.
POL311 | `{word}` no es una base legal, un tipo de orden o documento legal ni un acuerdo. |
POL312 | `{word}` no es un acuerdo de esta carpeta. |
POL320 | Este archivo está dañado, o se cambió después de que este programa lo hiciera. | Hágalo de nuevo, o use la copia que se firmó.
POL321 | Se firmó para {city}, y su city.yaml es de otra ciudad. | Constrúyalo de nuevo con las políticas de esta ciudad.
POL322 | Deben firmarlo personas distintas: {authors} como autor y {approvers} como aprobador. Firmas hasta ahora: {signed}. | Haga que lo firmen: firewall policy sign BUNDLE --key FILE --as ROLE.
POL323 | La firma de {person} como {role} no es de este archivo. | Se cambió después de firmarlo: use la copia firmada, o fírmelo de nuevo.
POL324 | La clave de {person} ha terminado, y sin ella han firmado muy pocas personas. | Haga que se firme con una clave vigente.
POL325 | La clave de {person} se revocó, y sin ella han firmado muy pocas personas. | Haga que lo firme alguien cuya clave no se haya revocado.
POL326 | La versión {version} se revocó. | No puede volver: corrija las políticas y construya un archivo más nuevo.
POL327 | Es la versión {version}, y la versión {known} ya estuvo en vigor. | Para volver atrás use `firewall policy rollback`, que firman dos personas.
POL328 | La versión {version} ya estuvo en vigor, con otros archivos. | Constrúyalo de nuevo con un `--version` mayor.
POL329 | Es la versión {version}, y firewall.toml no acepta ninguna anterior a la {known}. | Use un archivo más nuevo.
POL330 | Esto no es un archivo, y aquí solo se acepta un archivo firmado. | Constrúyalo con `firewall policy build`, y nómbrelo como `bundle` en firewall.toml.
POL331 | La línea {line} no es una revocación que haya firmado uno de los firmantes. | Corrija el archivo, o devuélvalo a como estaba.
POL332 | Tiene que terminar después de empezar, y tras {hours} horas como mucho. | Hágalo de nuevo con un `--until` anterior.
POL333 | No da ninguna razón en palabras. | Hágalo de nuevo con un `--reason`.
POL334 | Su acuerdo tiene que decir `basis: emergency`, y terminar el {day} a más tardar. | Corrija el acuerdo, y hágalo de nuevo.
POL335 | Se firmó para otro archivo de políticas, y terminó con él. | Hágalo de nuevo para el que está en vigor.
POL336 | Su acuerdo no puede estar entre las políticas: {problem}. | Corrija el acuerdo, y hágalo de nuevo.
POL337 | Ha terminado, o se revocó, y no vuelve. | Retire el archivo.
POL338 | `{word}` no es un nombre de archivo que admitan todas las máquinas. | Use letras, cifras, puntos y guiones, y no dos nombres que solo difieran en mayúsculas.
POL339 | Este archivo es mayor de lo que puede ser. | Mire qué es.
POL340 | Este ejemplo no es JSON: mire su línea {line}. | Póngalo en un archivo de samples/, o escríbalo como YAML.
POL341 | `{word}` y `{other}` son lo mismo. | Deje uno.
POL380 | `sends_to` y `sent_by` van juntos: a quién envía la ciudad, y quién de la ciudad puede hacerlo. | Añada el otro.
POL381 | {method} no envía nada. | Escriba POST, PUT o PATCH en `match`.
POL382 | `{key}` no puede estar en una ruta por la que envía la ciudad: todo lo que sale está en `fields`. | Bórrelo.
POL383 | `{word}` se enviaría a sí mismo. | Nombre en `sent_by` quién de la ciudad envía.
POL384 | No hay ningún esquema `{word}` en `services/`. | Escriba allí el esquema del servicio (SDL), en un archivo cuyo nombre termine en `.graphql`.
POL385 | `{word}` no es un esquema de GraphQL. | Pida que el servicio lo exporte de nuevo, en SDL.
POL386 | El esquema no tiene `{word}` aquí. | Escriba `Tipo.campo` para lo que se responde; en `query:` `Tipo.campo.argumento`, un miembro de una entrada o una palabra de una lista.
POL387 | `{word}` no va junto con `graphql:`, o no sin él. | Quítelo.
POL388 | A una ruta de GraphQL se le pregunta con GET o POST, y no con {method}. | Escriba `match: POST /graphql`.
POL389 | `{word}` no va junto con `dialect:`. | Quítelo, o escriba una ruta aparte para ello.
POL390 | A una ruta en un dialecto de consultas se le pregunta con GET, y no con {method}. | Escriba `match: GET ...`; lo que cambia algo tiene una ruta propia.
POL391 | `{word}` no va junto con `links:`. | Quite uno de los dos.
POL392 | `counts` puede nombrar como mucho {most} miembros de una fila, pues cada uno se compara con todas las sumas de los demás. | Declare una ruta, o una tabla, para cada grupo de recuentos que van juntos.
POL393 | `{word}` deja que una solicitud pida una parte de la tabla. | Bórrelo y haga que el servicio dé la tabla entera, o borre `table:`.
POL397 | Un WebSocket empieza con GET, y no con {method}. | Escriba `match: GET ...`.
POL398 | `subprotocols` son los nombres de los protocolos que puede hablar un WebSocket (`stream: messages`). | Escriba nombres sin espacios, junto a `stream: messages`, o bórrelo.
POL400 | No hay ninguna ley en vigor: solo los acuerdos deciden lo que sale. | Ponga en laws/ las leyes que obligan a la ciudad.
POL401 | Nadie ha confirmado la cita textual de `{word}`. | Pida a la asesoría que la compare con el texto de la ley, y escríbala en `quote:`.
POL402 | `{word}` no nombra ningún lugar de una ley. | Escriba en `cite:` el artículo que lo dice.
POL403 | `{word}` terminó el {day}, y ya no cierra nada. | Bórrela, o dele otro `until:`.
POL404 | `{word}` nunca puede aplicarse: todos los de `to` están exceptuados en `except_to`. | Mire `to` y `except_to`.
POL405 | `{word}` nunca puede aplicarse: nada de lo que trata está declarado en `at`. | Mire `data:` y `at:`, o declare los campos en services/.
POL407 | `{word}` no abre nada: {rules} quitan todo lo que comparte. | Pregunte a la asesoría qué se quiere. Comparta otra cosa, termine el acuerdo, o cambie ante qué cede la regla.
POL410 | Ninguna ley y ningún acuerdo nombra {categories} de `{word}`. | Se quitan para todos. Escriba quién puede tenerlos, o quién no.
POL411 | `{word}` no abre nada que no abra ya `{other}`. | Bórrelo, o haga que diga otra cosa.
POL412 | `{word}` dice lo mismo que `{other}`. | Borre una.
POL413 | `{word}` no cierra nada que no cierre ya `{other}`. | Bórrela, o haga que diga otra cosa.
POL415 | El paquete `{word}` terminó el {day}, y ninguna de sus reglas está en vigor. | Inclúyalo por más tiempo, o quite la línea.
POL416 | El paquete `{word}` termina el {day}. | Inclúyalo por más tiempo, o escriba lo que ocupa su lugar.
POL417 | El paquete `{word}` está en la carpeta y no está en vigor: `city.yaml` no lo incluye. | Inclúyalo en `packs:`, o borre su carpeta.
POL420 | `{word}` terminó el {day}, y no abre nada. | Renuévelo, o borre el archivo.
POL421 | `{word}` termina el {day}. | Renuévelo a tiempo, o avise al socio.
POL422 | `{word}` aún no está firmado, según dice, y aun así abre desde su primer día. | Escriba en `signed:` quién lo firmó y cuándo; o quite el archivo hasta que alguien firme.
POL423 | `{word}` debía revisarse antes del {day}. | Pregunte a la asesoría, y ponga el día siguiente.
POL424 | `{word}` debe revisarse antes del {day}. | Pregunte a la asesoría, y ponga el día siguiente.
POL425 | Lo que obliga a `{word}` terminó el {day}: no recibe nada, ni transporta nada. | Renuévelo, o borre el archivo.
POL426 | Lo que obliga a `{word}` termina el {day}. | Renuévelo a tiempo, o avise al socio.
POL427 | Lo que declaró `{word}` (`{other}`) terminó el {day}, y lo que lo necesita está cerrado. | Pida al socio una nueva, o quítela.
POL428 | Lo que declaró `{word}` (`{other}`) termina el {day}. | Pida al socio una nueva a tiempo.
POL430 | Ninguna prueba muestra que `{word}` detenga algo. | Añada en `tests:` una que espere `refer`, `hold`, `refuse` o `removed:`.
POL431 | Ninguna prueba muestra que algo siga pasando con `{word}`. | Añada en `tests:` una que espere `release` y `kept:`.
POL432 | Ninguna prueba usa `{word}`. | Añada una en tests/: quién pide, con qué finalidad, y qué se conserva.
POL440 | `{word}` abre por sí solo, y lo firma la misma agencia que lo usa. | Escriba `opens: no`: lo que no ha visto un juez no abre nada.
POL441 | `{word}` cede ante `{process}`, que no ha visto ningún juez. | Quítelo de `yields_to:`, salvo que la asesoría quiera justo eso.
POL442 | A `{word}` le basta `{process}`, que no ha visto ningún juez. | Pida otro tipo en `needs:`, salvo que la asesoría quiera justo eso.
POL443 | `{word}` dice `{then}` a un gobierno que pide {categories}: 8 U.S.C. 1373 hace de eso una elección de la asesoría. | Escriba `then: refer`, o registre la elección: `counsel: {choice: {then}, by: ..., on: 2026-02-01}`.
POL450 | `{word}` comparte {categories} con `suppress: {profile}`, lo que esta versión no sabe hacer: no sale nada de ello. | Comparta según otro perfil, o déjelo: el solicitante recibe lo demás.
POL470 | `{word}` comparte con `suppress`, y `{route}` no dice dónde están sus recuentos: no sale nada de ello. | Añada `table:` a la ruta.
POL471 | `{word}` puede pedir una parte de la tabla de `{route}` por {categories}: lo que difiere entre dos respuestas puede hablar de una persona. | Quítelo de `asks_by`, o escriba en `totals_by` que solo se conocen los totales por ello.
POL472 | `{word}` cambia algo en el servicio y no dice qué se le puede enviar: quien la llame envía lo que quiera. | Añada `accepts:` con lo que el servicio tiene que recoger, o `accepts: none`.
POL473 | `{word}` comparte según `{profile}`, que no admite recuentos por dos cosas a la vez, y `{route}` cuenta por {several}: no sale ninguno de sus recuentos. | Cuente por una cosa, o comparta según otro perfil.
POL474 | `{word}` es un PUT con `otherwise: remove`: lo que se quita de él se borra en el servicio. | Escriba `otherwise: refuse`, o haga que el servicio admita un PATCH.
POL475 | `{word}` pide registros que se parezcan (`k_anonymity`), y `{route}` no tiene una lista de ellos: no sale nada de ella. | Añada `records:` a la ruta, o nombre otras rutas.
"""

PHRASES: dict[str, str] = {
    "near": "¿Quiso decir {words}?",
    "or": " o ",
    "choice": "Use uno de: {words}.",
    "is-fault": "un fallo: no se carga nada de la carpeta hasta que se corrija",
    "is-warning": "un aviso: no detiene nada, salvo que lo pida con --strict",
    "why": "Por qué importa",
    "remedy": "Qué hacer",
    "nearest": "Tome la palabra que ofrece el fallo, o mire la lista de la que viene.",
    "before": "Mal, en",
    "after": "Corregido",
    "warning": "aviso",
    "a `counsel` part": "una parte `counsel`",
    "a `contact` part": "una parte `contact`",
    "a `expect` part": "una parte `expect`",
    "a `given` part": "una parte `given`",
    "a `limits` part": "una parte `limits`",
    "a `needs` part": "una parte `needs`",
    "a `publication` part": "una parte `publication`",
    "a `signed` part": "una parte `signed`",
    "a basis": "una base legal",
    "a basis of an agreement": "una base de un acuerdo",
    "a category": "una categoría",
    "a category of the vocabulary": "una categoría del vocabulario",
    "a city": "el archivo de la ciudad",
    "a declaration": "una declaración",
    "a direction": "una dirección",
    "a duty": "un deber",
    "a file of duties": "un archivo de deberes",
    "a file of promises": "un archivo de promesas",
    "a file of recognizers": "un archivo de reconocedores",
    "a kind of issuer": "un tipo de emisor",
    "a kind of process": "un tipo de documento legal",
    "a kind of requester": "un tipo de solicitante",
    "a language the firewall answers in": "un idioma en el que responda el cortafuegos",
    "a law": "una ley",
    "a list of credentials": "una lista de credenciales",
    "a partner": "un socio",
    "a pattern": "un patrón",
    "a promise": "una promesa",
    "a purpose": "una finalidad",
    "a recognizer": "un reconocedor",
    "a process": "un documento legal",
    "a route": "una ruta",
    "a rule": "una regla",
    "a service": "un servicio",
    "a share": "una entrada de `shares`",
    "a `table` part": "una parte `table`",
    "one of `by`": "uno de `by`",
    "a test": "una prueba",
    "a test file": "un archivo de pruebas",
    "a type of marker": "un tipo de marcador",
    "a vocabulary file": "un archivo de vocabulario",
    "a way to coarsen": "una manera de reducir (`coarsen`)",
    "a way to suppress small counts": "una manera de suprimir recuentos pequeños",
    "a way to mask": "una manera de enmascarar (`mask`)",
    "a word": "una palabra",
    "an agreement": "un acuerdo",
    "the word `free`": "la palabra `free`",
    "`open` or `protected`": "`open` ni `protected`",
    "`opened` or `none`": "`opened` ni `none`",
    "`remove` or `refuse`": "`remove` ni `refuse`",
    "`whole` or `cut-spans`": "`whole` ni `cut-spans`",
    "`yes` or `no`": "`yes` ni `no`",
    "a pack": "un paquete",
    "a line of `packs`": "una línea de `packs`",
    "a choice": "una elección",
    "a choice of this pack": "una elección de este paquete",
    "a choice that the pack leaves to you": "una elección que el paquete le deja a usted",
    "an answer to a choice": "una respuesta a una elección",
    "an answer to this choice": "una respuesta a esta elección",
    "a kind of service": "un tipo de servicio",
}
"""What stands around words that are offered, and each ``what`` of the readers."""
