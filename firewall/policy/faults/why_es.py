"""The same in Spanish."""

TABLE = """
POL001 | Un archivo de políticas ocupa unas páginas. Uno de este tamaño es otra cosa, por ejemplo datos guardados en la carpeta equivocada, y leerlo ocuparía al cortafuegos.
POL002 | Un archivo sin contenido no dice nada, y quien lo encuentra no puede saber si se perdió algo.
POL003 | YAML entiende dos puntos seguidos de un espacio como el final de una clave. En una frase con dos puntos ve una segunda clave donde no la hay.
POL004 | Cada editor da al tabulador el ancho que quiere, y dos personas verían dos textos distintos. Solo los espacios dicen qué pertenece a qué.
POL005 | La sangría de una línea dice a qué pertenece. Esta línea está donde no empieza ninguna otra, y habría que adivinar de qué forma parte.
POL006 | Un texto entre comillas termina en la siguiente comilla igual. Sin ella, todo el resto del archivo formaría parte de él.
POL007 | Una lista `[a, b]` y un bloque `{a: b}` terminan con el signo que los abrió. Sin él, las líneas siguientes pasarían a formar parte de la lista.
POL008 | Una línea sin sangría empieza con una clave y dos puntos. Una palabra sola no es ni clave ni valor.
POL009 | El archivo incumple una regla de YAML para la que no hay una frase más sencilla. Nada de lo que sigue es fiable.
POL010 | Los caracteres de control son invisibles, y dos programas pueden leerlos de forma distinta. La mayoría entra al copiar texto de un documento.
POL011 | El número que sigue a `\\U` es mayor que cualquier carácter que exista.
POL012 | `---` empieza un documento nuevo en el mismo archivo. Un archivo dice una cosa, para que su nombre diga qué contiene.
POL013 | Una línea que empieza por `%` cambiaría cómo se lee el resto del archivo.
POL014 | Las políticas son planas para que se puedan leer en voz alta. Lo que tiene más de doce niveles no es una política, y podría servir para ocupar al cortafuegos.
POL015 | Un ancla hace que un lugar del archivo represente a otro. Quien lee una regla debe verla entera donde está.
POL016 | Una etiqueta como `!!int` dice a un programa cómo leer un valor. Aquí cada valor es el texto que se escribió.
POL017 | Una clave sin valor podría significar «nada» o «todo». Como adivinar podría abrir algo, se rechaza.
POL018 | De `\\uD800` a `\\uDFFF` son mitades de caracteres. Solas no son texto, y ningún archivo puede contenerlas.
POL019 | Una clave es una palabra de la lista de su bloque; una lista o un bloque en su lugar no dice nada.
POL020 | `<<` copia en este bloque claves de otro lugar, y es fácil confundir cuál de dos valores cuenta.
POL021 | De dos valores de la misma clave, uno se perdería sin aviso. Podría ser el más estricto.
POL022 | Una almohadilla después de un espacio empieza un comentario. En una cita o una frase cortaría las palabras, y quien lea la política vería menos de lo que se escribió.
POL030 | Sin esta clave nadie podría decir qué se quiere, y el cortafuegos no adivina.
POL031 | Una clave mal escrita no diría nada, y la regla sería más laxa de lo que cree quien la escribió. Por eso cada clave tiene que ser una que el cortafuegos conozca.
POL032 | Aquí hacen falta varias claves, cada una con su valor. Una palabra o una lista solas no dicen cuál es cuál.
POL033 | Aquí hace falta un solo valor, y en su lugar hay una lista o un bloque.
POL034 | Este nombre está en el registro, en las órdenes y en otros archivos. Con espacios o acentos se escribiría de dos maneras.
POL035 | También una sola entrada es una lista, para que se pueda añadir otra sin rehacer la línea.
POL036 | Se esperaba una lista, y en su lugar hay líneas con claves.
POL037 | Una lista vacía podría significar «nadie» o «todos». Donde puede estar vacía, lo dice la palabra `none`.
POL038 | Cada entrada de esta lista es una palabra.
POL039 | Decir una palabra dos veces no cambia nada, así que una de las dos quizá debía ser otra.
POL040 | Las palabras vienen de listas cerradas, para que un error de escritura se avise y nunca sea una regla que no se aplica a nadie.
POL041 | Las categorías están en vocabulary/data.yaml. Una regla sobre una que no está no trataría de ningún dato, y un acuerdo no compartiría nada.
POL042 | A quien pide se le conoce como socio (en partners/) o como tipo de solicitante (en vocabulary/requesters.yaml). Una regla sobre cualquier otro no se aplicaría a nadie.
POL043 | Las finalidades están en vocabulary/purposes.yaml. Nadie podría pedir por una que no está.
POL044 | Los tipos de documento legal están en vocabulary/processes.yaml. Uno que no está no se puede alegar ni verificar.
POL045 | Los servicios y las rutas están en services/. Una regla o un acuerdo sobre uno que no está no se aplicaría en ningún lugar.
POL046 | Una prueba pide una ruta, escrita `servicio:ruta`. Con un servicio solo no se sabe qué se pide.
POL047 | Los tipos están en vocabulary/requesters.yaml. Las leyes hablan de tipos, y un socio de tipo desconocido escaparía a todas.
POL048 | Un socio solo puede actuar por otro que tenga un archivo en partners/. Una cadena que no lleva a nadie no se podría juzgar.
POL049 | Los días se escriben año, mes y día, para que nadie lea el cuatro de marzo donde es el tres de abril.
POL050 | Un número se escribe solo en cifras, porque `2.000` es dos para unos y dos mil para otros.
POL051 | Aquí cada línea es un nombre que usted elige, con su valor.
POL052 | Esta lista contiene bloques, cada uno de los cuales empieza por `- `; tiene que haber al menos uno.
POL053 | Una regla puede ceder ante una base (judicial, duty, emergency, consent, counsel) o un tipo de documento legal. Un acuerdo nunca está entre ellos: ningún contrato está por encima de una ley.
POL054 | Una regla cierra: quita, remite, retiene o rechaza. También puede reducir los datos, pero nunca los entrega.
POL055 | Una prueba espera lo que ocurre con todo el intercambio: release, refer, hold o refuse. Lo que ocurre con cada miembro está en `kept` y `removed`.
POL056 | Las pruebas usan registros inventados de samples/. Sin el archivo, la prueba probaría otra cosa.
POL057 | El cortafuegos solo lee archivos que terminan en `.yaml`. Uno con otra terminación no diría nada, sin aviso.
POL060 | El cortafuegos sabe qué es un archivo por la carpeta en que está. Uno en otro lugar no diría nada, sin aviso.
POL061 | Esta carpeta solo contiene archivos de nombre fijo. Uno de otro nombre no diría nada, sin aviso.
POL062 | Cada palabra de una política viene del vocabulario, así que sin este archivo no se puede leer ningún otro.
POL063 | Los rechazos dicen al solicitante a quién escribir, y el registro se lleva a nombre de la ciudad.
POL064 | El archivo se guardó con otra codificación, no es texto, o no se permite leerlo. Sin él, el resto de la carpeta podría ser una política más laxa, así que no se carga nada.
POL065 | Dos archivos describen un socio del mismo nombre. Cuál cuenta nunca debe ser cuestión de suerte.
POL066 | Una regla que nombra esta palabra significaría el socio para un lector y el tipo para otro.
POL067 | Un certificado prueba quién pide. Si probara a dos socios, se podría elegir el del acuerdo más laxo.
POL068 | El titular de un token prueba quién pide. Si probara a dos socios, se podría elegir el del acuerdo más laxo.
POL069 | Dos archivos describen un servicio del mismo nombre. Cuál cuenta nunca debe ser cuestión de suerte.
POL070 | El registro nombra las reglas por su ley y su nombre. Dos del mismo nombre no se podrían distinguir.
POL075 | Las palabras del vocabulario están en otros archivos y en direcciones, así que son sencillas.
POL076 | El cortafuegos usa esta palabra para sí. Una categoría de ese nombre se podría abrir por un descuido.
POL077 | Los puntos forman un árbol: `identity.name` es parte de `identity`. La palabra superior tiene que estar antes, porque las reglas sobre ella abarcan todo lo de abajo.
POL078 | Lo que firma un juez está por encima de las leyes; lo que firma una agencia para sí misma no, por oficial que parezca. Un tipo que los mezcla abriría datos con un papel que no ha visto ningún juez.
POL080 | El cortafuegos pregunta al servicio en esta dirección: http o https, un host y un puerto, sin ruta.
POL081 | `accepts` dice qué toma de una solicitud una ruta que recibe datos. Un GET o un DELETE no envía nada que se pueda tomar.
POL082 | `otherwise` dice qué pasa con lo que no se acepta. Sin `accepts` no hay nada de lo que pudiera tratar.
POL083 | Un miembro de una respuesta es de una categoría, o de una lista de ellas. Lo que hay aquí no es ninguna de las dos cosas.
POL084 | De dos declaraciones del mismo lugar, una se perdería sin aviso.
POL085 | Un lugar sin categoría sería un lugar del que no trata ninguna regla.
POL086 | Los lugares de un documento empiezan por una barra, con un paso después de cada barra; `*` es cualquier elemento de una lista.
POL087 | Una ruta se encuentra por su método y su camino, como GET /patients/{id}. Otra cosa no corresponde a ninguna solicitud.
POL088 | Lo que está en un camino también son datos: una dirección con el número de una persona habla de esa persona. Por eso cada parte que varía tiene su categoría.
POL089 | Aquí solo pueden tener categoría las partes entre llaves de `match`.
POL090 | Cuántos registros se piden tiene que estar claro antes de preguntar al servicio, porque los acuerdos lo limitan.
POL091 | Un parámetro que elige miembros, pasa páginas, limita u ordena registros o pide su total no es nada más que eso.
POL092 | Un marcador ocupa el lugar de un miembro que se quitó. Uno para un miembro no declarado no se usaría nunca.
POL093 | Los límites de los acuerdos se cuentan en registros. Si no se encuentra la lista, toda una lista contaría como uno.
POL094 | Un marcador dice de qué tipo es el miembro, para que el programa que lee la respuesta encuentre lo que espera.
POL095 | Las reglas y los acuerdos nombran rutas. Dos del mismo nombre no se podrían distinguir.
POL096 | La misma solicitud correspondería a ambas rutas. Cuál cuenta nunca debe ser cuestión de suerte.
POL100 | El nombre tiene que ser justo el que informática escribió en firewall.toml.
POL101 | Una autoridad sin un certificado firmado por ella no prueba a nadie.
POL102 | Un token dice quién es alguien solo junto con quién lo emitió.
POL103 | Un certificado prueba a un socio por un nombre que lleva o por su huella. Otro texto no corresponde a ningún certificado.
POL104 | Una cadena de mandantes tiene que terminar en alguien. En un círculo nadie podría decir en nombre de quién se pide.
POL105 | Los certificados del socio tendrían que estar firmados por una autoridad que el cortafuegos no conoce, así que no podría entrar nunca.
POL106 | Los tokens del socio vendrían de un emisor que el cortafuegos no conoce, así que no podría entrar nunca.
POL110 | Un acuerdo que termina antes de empezar no está nunca en vigor.
POL111 | Solo abre algo lo que alguien firmó.
POL112 | Un acuerdo no puede haber abierto nada antes de firmarse.
POL113 | Un deber y una emergencia están por encima de las leyes. Si bastara con alegarlos, todos lo harían.
POL114 | El idioma, el lugar de nacimiento, la fecha de entrada y otros no dicen nada solos. Tres juntos revelan quién no tiene un estatus seguro, así que compartirlos es compartir el estatus.
POL115 | Una máscara o un seudónimo es texto. Donde el programa que lee la respuesta espera un número o una fecha, fallaría.
POL116 | Sin el lugar de la lista, una respuesta de mil registros contaría como uno, y el límite no limitaría nada.
POL117 | El registro nombra los acuerdos por su número. Dos del mismo número no se podrían distinguir.
POL118 | Cuál de dos acuerdos cuenta nunca debe ser cuestión de suerte. Un socio recibe una sola respuesta para un servicio y una finalidad.
POL130 | Una regla que termina antes de empezar no está nunca en vigor.
POL131 | Una regla sobre nadie no cierra nada, aunque quien la lee crea que sí.
POL132 | El solicitante leería las llaves tal como están. Solo {case} se reemplaza, por la referencia del caso.
POL133 | Una regla que no nombra datos trata de todo el intercambio, y este solo puede esperar o rechazarse.
POL134 | Lo que eligió la asesoría y lo que hace la regla tienen que ser lo mismo; si no, nadie sabe qué se quería.
POL135 | Una elección que la ley deja a la ciudad cuenta cuando la hizo una persona con nombre, en un día conocido.
POL140 | Los números pequeños hablan de personas concretas. Solo una ruta de estadísticas puede omitirlos.
POL141 | Los datos se pueden compartir tal cual, reducidos, enmascarados o como seudónimo. Aquí no se conoce otra cosa.
POL142 | Solo una ruta de estadísticas tiene una tabla de recuentos en la que se retienen los pequeños.
POL143 | Un recuento pequeño se retiene junto con otros, para que ninguna suma lo delate. Donde nunca se suma nada no habría otros.
POL144 | Lo que no está declarado no sale, y un recuento que no se ve no se puede retener.
POL145 | Una tabla cuenta cuántos hay de cada clase. Un miembro no puede ser la clase y el número.
POL146 | Una ruta que recibe datos toma lo declarado, y los miembros cuyo nombre dice qué son. `exactly` excluye lo segundo, así que sin declaración no llegaría nunca nada.
POL147 | Un flujo es en sí mismo una lista de registros. Los campos se declaran para cada elemento, y lo que ningún campo declara se quita.
POL148 | Los registros de un flujo salen uno tras otro. No caben en él recuentos calculados sobre todos ni un destinatario.
POL149 | Solo al final de una respuesta se sabe si se parecen bastantes registros. Para entonces un flujo ya ha dejado salir los primeros.
POL150 | El registro está a nombre de una ciudad, y sus pruebas también.
POL151 | Una carpeta leída mientras se copiaba a medias podría no tener ninguna ley. Por eso no se renuncia a la última mientras el cortafuegos funciona.
POL152 | Con esta política, alguien que no probó nada recibiría datos.
POL153 | Todos los procesos del cortafuegos deciden con la misma política, o ninguno con la nueva.
POL154 | Un registro siempre se parece a sí mismo, así que 1 no pediría nada; y casi ninguna respuesta tendría más de cien que se parezcan.
POL158 | Los registros de un flujo salen conforme llegan. De varias listas habría que guardar cada una hasta saber en cuál está el siguiente registro.
POL160 | Los hallazgos se cuentan con el nombre de lo que los encontró.
POL161 | Este archivo es para los reconocedores que escribió la propia ciudad.
POL162 | Un reconocedor sin patrón ni lista no encuentra nada, aunque quien lo lee crea que sí.
POL163 | El nombre está en informes y ajustes, en letras latinas y cifras.
POL164 | En YAML la r y las comillas formarían parte de la expresión.
POL165 | Una expresión tiene que leerse en un tiempo que crece como el texto y no más. Si no, un texto podría ocupar al cortafuegos durante horas.
POL166 | Una expresión que coincide con nada se encuentra en todas partes, y se quitaría todo.
POL167 | La puntuación dice cuán seguro es un hallazgo, entre 0 y 1.
POL168 | Los ejemplos muestran que la expresión encuentra aquello para lo que está. Este no lo encuentra.
POL169 | La puntuación es tan baja que un hallazgo solo cuenta junto a una palabra de contexto, y en el ejemplo no hay ninguna.
POL170 | Los contraejemplos muestran lo que no se debe encontrar, y este se encuentra.
POL200 | Una declaración consta entre dos días. La que termina antes de empezar no consta nunca.
POL201 | Cuánto puede tardar alguien se dice en horas o días, para saber cuándo se ha pasado el plazo.
POL205 | Un deber que no está en vocabulary/duties.yaml no lo tendría nadie.
POL206 | Una función dice quién hace algo en la ciudad. La que nadie tiene no aprobaría ni haría nada.
POL207 | Una declaración que no está en vocabulary/declarations.yaml no constaría en ningún sitio, y nada se abriría.
POL208 | Un deber vuelve cada día, semana, mes, trimestre o año.
POL209 | Las reglas y los acuerdos empiezan y terminan a medianoche en la ciudad. Una zona que nadie conoce dejaría el día en el aire.
POL210 | Cómo se retienen los recuentos pequeños lo decide una regla con nombre, y no un número propio.
POL250 | El lugar de un archivo en un paquete dice qué es. Un archivo en otro lugar no diría nada sin que nadie lo notara, y el paquete sería menos estricto de lo que cree quien lo escribió.
POL251 | Una ciudad incluye un paquete por el nombre de su carpeta. Si el archivo de dentro dice otro nombre, nadie podría saber qué paquete se quiere.
POL252 | Entre estos dos días no hay ninguno, así que el paquete nunca estaría en vigor.
POL253 | Una elección se responde con una palabra de las que ofrece el paquete. Una lista o un bloque en su lugar no responde nada.
POL254 | Algunas preguntas las tiene que responder la asesoría de la ciudad, y el paquete no tiene respuesta propia. Hasta que la haya no se carga nada: un valor por defecto sería una decisión jurídica que nadie tomó.
POL255 | La misma pregunta se respondió dos veces y no igual. Cuál cuenta no debe depender nunca del azar.
POL256 | Otros dos paquetes traen este para dos períodos que no se tocan. En los días de en medio sus reglas no estarían en vigor, y quizá nadie lo quiso así.
POL257 | Un paquete se escribe una vez para muchas ciudades, y cada una llama a sus servicios de otro modo. Lo que es un servicio está en su propio archivo, en `kind:`.
POL258 | Un paquete está escrito con las palabras del vocabulario que viene con el programa. Si el de la ciudad es más antiguo, una regla no trataría de nadie; por eso hay que añadir antes la palabra.
POL259 | A una ley sobre escuelas no se le debe escapar una escuela porque nadie dijo que lo es. Por eso, donde hay un paquete en vigor, o un texto de la propia ciudad nombra tipos, cada servicio dice qué es.
POL260 | Un acuerdo es lo que esta ciudad firmó con alguien. Un paquete contiene lo que dice una ley, y de lo que abre solo aquello a lo que obliga una norma o lo que necesita una emergencia.
POL261 | Un paquete viene de fuera, así que nadie en él puede firmar por esta ciudad. Firma quien lo incluye, y hasta entonces sus deberes no abren nada.
POL262 | `except_data` dice de qué no trata una regla que trata de todo. Junto a una lista, o sola, nadie podría saber de qué se quita.
POL263 | Con dos paquetes del mismo nombre, cuál cuenta dependería del azar, y una versión nueva del programa podría cambiar la ley de la ciudad sin que se viera.
POL264 | Sin él nadie sabe qué es el paquete, sobre qué se apoya y qué pregunta a la asesoría.
POL265 | Los deberes de un paquete abren solo los días por los que alguien firmó. Con dos períodos y un hueco entre ellos nadie podría saber cuál se quiso decir, así que el hueco nunca se llena.
POL266 | Lo que se firmó después no abrió nada ningún día, y la línea parece decir que sí.
POL267 | Un paquete se escribe para muchas ciudades, y lo que dice de las escuelas espera donde no hay ninguna. Una ciudad que escribe un texto propio piensa en un servicio, y un texto que no encontrara ninguno faltaría sin avisar.
POL268 | Una regla que no trata de nada parece proteger, y nadie echaría en falta lo que no cierra.
POL269 | Una palabra abarca todo lo que está debajo. Si todo eso se quita, la palabra no puede quedarse, así que también saldría lo que se declara con ella, y la regla cerraría menos de lo que dice.
POL300 | Una promesa trata de todo lo que se puede pedir, cualquier día. Como no se cumple, puede ocurrir algo que la carpeta dice que no ocurre nunca, y por eso no se carga.
POL301 | Las promesas se distinguen por su nombre.
POL302 | Una promesa dice qué no recibe nunca alguien, qué recibe siempre, o que no se le responde nunca. Esta no dice nada de eso.
POL303 | Con dos cosas en una promesa nadie podría decir cuál se incumple.
POL304 | Lo único que se puede prometer aquí es que no se responde nunca a alguien.
POL305 | Esta clave solo tiene sentido junto con la otra.
POL306 | Que alguien reciba siempre algo solo se puede demostrar para un solicitante, una finalidad y un lugar conocidos.
POL307 | Una promesa de que algo está abierto no tiene excepciones que abran más.
POL308 | Una promesa que termina antes de empezar no promete nada.
POL309 | Una promesa sobre nadie no promete nada, aunque quien la lea crea que sí.
POL310 | Lo que allí no declara ninguna ruta se quita para todos, así que la promesa nunca se podría cumplir.
POL311 | Una promesa puede dejar fuera lo que abre: una base, un tipo de documento legal o un acuerdo de esta carpeta.
POL312 | La promesa trata de los días de un acuerdo, así que ese acuerdo tiene que estar en la carpeta.
POL320 | Un archivo de políticas se firma letra por letra, y solo se lee si está escrito como lo escribe el programa. Uno cortado, editado a mano o hecho de dos dice algo que nadie firmó.
POL321 | Un archivo de políticas es para una ciudad, y las firmas dicen cuál. Las reglas de otra ciudad tratarían de otros servicios y otros socios.
POL322 | Detrás de cada cambio hay dos personas distintas: quien lo escribió, y quien lo leyó y estuvo de acuerdo. Una persona con los dos papeles, o una clave con dos nombres, cuenta una vez.
POL323 | Una firma es de un archivo, una ciudad, una versión, un papel y una persona. Si uno de ellos es otro, lo firmado no es lo que hay aquí.
POL324 | Una clave cuenta hasta el día que da firewall.toml. Lo que firmó y está en vigor sigue en vigor; para algo nuevo hace falta alguien cuya clave aún cuente.
POL325 | Alguien dijo que esta clave ya no es solo de su dueño. Lo que firmó podría haberlo firmado cualquiera.
POL326 | Alguien que puede firmar retiró este archivo. Lo retirado no vuelve nunca, tampoco con otro número, para que nadie tenga que preguntarse si podría volver.
POL327 | A un archivo más antiguo puede faltarle una ley que la ciudad hizo después. Quien lo devolviera, por error o a propósito, la quitaría sin que se viera; `rollback` lo dice, con una razón y dos nombres.
POL328 | El registro dice qué archivos estuvieron en vigor con esta versión. Con otros archivos bajo el mismo número diría algo que no es verdad.
POL329 | La ciudad fijó la primera versión que acepta este cortafuegos, pues un directorio de datos nuevo no conoce ninguna.
POL330 | Si hay firmantes, solo cuenta un archivo que ellos firmaron. En una carpeta simple podría cambiar una regla cualquiera que pueda escribir en ella.
POL331 | Revocar solo cierra, y basta una persona que pueda firmar. Una línea que no se puede creer puede ser una verdadera que se dañó, y hay que mirarla para estar seguros.
POL332 | Una emergencia es breve. Lo que hace falta por más tiempo es un acuerdo, en un archivo que todos han leído.
POL333 | La razón queda en el registro y en la página pública. Por ella se preguntará más tarde.
POL334 | Solo una emergencia puede ponerse sobre un archivo de políticas, y su acuerdo no debe durar más que ella. Todo lo demás va en el archivo siguiente.
POL335 | Dos personas aceptaron esta emergencia sobre un archivo. Sobre otro podría significar otra cosa.
POL336 | Una emergencia se lee con todos los demás archivos, bajo las mismas leyes y promesas. Si no encaja, se deja fuera, y el archivo está en vigor sin ella.
POL337 | Una emergencia termina una vez. Ni el archivo ni un reloj atrasado la devuelven; una nueva necesita dos personas y una razón.
POL338 | Un nombre como `../city.yaml` se escribiría en otro lugar al desempaquetar, y dos nombres que solo difieren en mayúsculas son un solo archivo en algunas máquinas.
POL339 | Las políticas de una ciudad grande son unos cientos de kilobytes. Lo que es mucho mayor es otra cosa, y no se lee.
POL340 | Lo que empieza por `{` o `[` se toma por el ejemplo mismo. Uno que no se puede leer sería rechazado por el cortafuegos, y la prueba trataría de eso.
POL341 | Los dos nombran lo que responde el servicio. Con dos, nadie podría decir con cuál se hace la prueba.
POL380 | Una salida es para un socio, y solo quienes se nombran de la ciudad pueden usarla. Con una sola de las dos, no sería para nadie.
POL381 | Lo que la ciudad envía está en el cuerpo de su solicitud, y este método no tiene.
POL382 | El plan trata los miembros de lo que se envía, uno por uno. Lo que está en una ruta o una consulta no se podría quitar.
POL383 | Quien envía es un departamento de la ciudad, y quien recibe es otro. Si no, nada cruzaría.
POL384 | En GraphQL solo el esquema dice qué pide una solicitud, la llame como la llame. Sin él no se puede leer nada.
POL385 | En GraphQL solo el esquema dice qué pide una solicitud, la llame como la llame. Sin uno que se pueda leer no se puede leer nada.
POL386 | Una línea sobre algo que no existe no trataría de nada, en silencio, y lo que se quería decir quedaría sin declarar.
POL387 | Cómo se ve una respuesta de GraphQL lo dice cada solicitud, así que nada se puede declarar de sus lugares; y estas claves no dicen nada de otras rutas.
POL388 | Las preguntas de GraphQL llegan con GET y POST. Otro método significaría otra cosa para el servicio.
POL389 | En un dialecto todo se pregunta en la dirección. Lo que además diga un cuerpo, un esquema o un flujo se leería con otras reglas, y una de las dos ganaría por azar.
POL390 | Una consulta en un dialecto se lee de la dirección. Lo que otro método envíe además no lo leería nadie.
POL391 | Los enlaces llevan a las otras páginas de una respuesta. Lo que se recibe, se envía, fluye o se cuenta no tiene páginas, así que ahí un lugar de enlaces no trataría de nada.
POL392 | Lo que un recuento tiene de más que otros también cuenta personas, y se retiene donde es pequeño. Con muchos recuentos en una fila son demasiados para mirarlos.
POL393 | Los recuentos pequeños se retienen en cada respuesta por separado. Lo que se ve en una página puede ser lo que en otra se retuvo junto a un recuento pequeño, y ambas juntas lo revelan.
POL397 | Una conversación empieza con una solicitud que la pide, y la norma solo conoce GET para eso.
POL398 | Lo que las dos partes acuerdan hablar decide cómo se leen los mensajes. Solo se acuerda lo que la ciudad ha nombrado, y solo un WebSocket lo tiene.
POL400 | Los acuerdos dicen lo que la ciudad quiere compartir; las leyes, lo que no debe. Sin una ley nada cierra lo que abre un acuerdo.
POL401 | Una cita permite comparar la regla con la ley. Hasta que alguien las compara, la regla es una opinión.
POL402 | Una cita sin artículo no nombra nada que se pueda buscar, y un rechazo que la menciona no convence a nadie.
POL403 | Una regla terminada parece una que protege. Quien busca una ley sobre esto la encuentra y deja de buscar.
POL404 | Cada socio de `to` está exceptuado por su tipo en `except_to`, así que no queda nadie.
POL405 | Las rutas de `at` no declaran nada de lo que trata la regla, ni tienen texto libre donde pudiera estar. Así que no cierra nada.
POL407 | Reglas que no ceden ante el acuerdo quitan todo lo que comparte. El socio pedirá y no recibirá nada, y uno de los dos textos quizá no es lo que se quería.
POL410 | El servicio declara estos datos, y nadie ha escrito quién puede tenerlos. Es seguro, porque no sale nada, pero quizá nadie lo ha pensado.
POL411 | Dos textos que abren lo mismo se tienen que cambiar juntos, y un día alguien cambia solo uno.
POL412 | Dos reglas de una ley que cierran lo mismo se tienen que cambiar juntas, y un día alguien cambia solo una.
POL413 | Otra regla de la misma ley lo cierra todo, al menos con el mismo rigor. Quien cambie esta se preguntará por qué no pasa nada.
POL415 | Las reglas del paquete ya no cierran nada, aunque su nombre sigue en city.yaml.
POL416 | Después de ese día ninguna regla del paquete cierra nada.
POL417 | Quien puso ahí el paquete puede creer que sus reglas cierran algo. Un paquete solo está en vigor si lo nombra city.yaml, u otro paquete que lo incluye.
POL420 | El socio pide y no recibe nada, aunque hay un archivo que parece un acuerdo.
POL421 | Después de ese día el socio no recibe nada. Treinta días es más o menos lo que se tarda en renovar un acuerdo.
POL422 | El nombre en `signed:` no es un nombre, o su día está por llegar en la ciudad. El programa no puede saber si alguien firmó: toma lo que está escrito, así que el acuerdo abre en sus días. Lo que nadie ha firmado no debería estar aquí.
POL423 | Las leyes cambian. Quien escribió la regla quería que se revisara antes de ese día.
POL424 | Las leyes cambian. Quien escribió la regla quería que se revisara antes de ese día, que está cerca.
POL425 | Los acuerdos con este socio no abren nada, aunque sus archivos parezcan decirlo.
POL426 | Después de ese día los acuerdos con este socio no abren nada.
POL427 | Los acuerdos que necesitan la declaración no abren nada para este socio, y las reglas que exceptúan a quienes declararon se le aplican.
POL428 | Después de ese día lo que necesita la declaración está cerrado para este socio. Treinta días es más o menos lo que se tarda en conseguir otra.
POL430 | Una regla a la que nunca se vio detener algo quizá no detiene nada, por un descuido en una palabra. Una prueba muestra que sí, y lo sigue mostrando.
POL431 | Una regla también puede detener demasiado, y entonces la gente no recibe la ayuda que pidió. Una prueba muestra que lo que debe pasar sigue pasando.
POL432 | Nadie ha probado si el acuerdo abre lo que dice, y nada más.
POL440 | Lo que una agencia firma para sí misma no ordena nada a la ciudad. Si abre por sí solo, cada formulario de esos abre datos.
POL441 | Lo que una agencia firma para sí misma no es una orden de un juez. Una regla que cede ante ello queda por debajo de un formulario.
POL442 | Lo que una agencia firma para sí misma no es una orden de un juez. Un acuerdo al que le basta se puede usar con un formulario.
POL443 | 8 U.S.C. 1373 dice que no se puede impedir a un gobierno intercambiar el estatus de ciudadanía o inmigración con las autoridades de inmigración. Si una ciudad remite o rechaza es una elección de su asesoría, y debe constar con un nombre y un día.
POL450 | Un perfil que mueve cada recuento al azar responde cada vez otra cosa a la misma pregunta. Mientras no se pueda hacer de forma demostrable, no sale nada según él.
POL470 | Los recuentos pequeños solo se pueden retener donde se sabe qué miembros son recuentos y por qué cuentan. Mientras no se diga, se quita todo lo que se comparte así.
POL471 | De la tabla entera se retienen recuentos que delatarían a los pequeños. Quien pida las partes una por una podría obtener de una lo que se retuvo de otra.
POL472 | Lo que no se recoge no se puede exigir, filtrar ni robar. Una ruta que recibe datos dice en una línea qué necesita su servicio; todo lo demás se queda con quien lo envió.
POL473 | Los recuentos de nacionalidad por barrio señalan calles. Los perfiles para personas en alto riesgo admiten una cosa a la vez.
POL474 | Un PUT dice todo lo que debe haber, y lo que falta en él desaparece después. Lo que se quitara se perdería sin que nadie quisiera borrarlo.
POL475 | Un registro que está solo no se parece a ningún otro. Donde nadie dice en qué lista están los registros, no se puede ver cuáles se parecen.
"""
