r"""
How a fault looks, and how the same place looks when it is mended: ``code | file | before | after``, a line a fault.

``\n`` is the end of a line.  Each ``after`` stands in the small city that the tests know, and there each ``before``
in its place brings just this fault or warning: the examples cannot grow old unseen.
"""

TABLE = r"""
POL003 | laws/welcoming.yaml | says: Remember: status is not handed over. | says: Status is not handed over by a machine.
POL004 | laws/welcoming.yaml | 	  to: [immigration-enforcement] |     to: [immigration-enforcement]
POL005 | laws/welcoming.yaml |     at: [clinic]\n   data: [immigration] |     at: [clinic]\n    data: [immigration]
POL006 | agreements/county.yaml | title: "Notifiable disease follow-up | title: Notifiable disease follow-up
POL007 | agreements/county.yaml | services: [clinic | services: [clinic]
POL008 | agreements/county.yaml | through | through: []
POL009 | agreements/county.yaml | title: @follow-up | title: Notifiable disease follow-up
POL012 | agreements/county.yaml | onward: none\n---\nduties: [] | onward: none\nduties: []
POL015 | agreements/county.yaml | with: &who county-public-health | with: county-public-health
POL016 | agreements/county.yaml | with: !!str county-public-health | with: county-public-health
POL017 | agreements/county.yaml | with: | with: county-public-health
POL019 | agreements/county.yaml | [through]: none | through: []
POL020 | agreements/county.yaml | <<: {through: none} | through: []
POL021 | laws/welcoming.yaml | then: refer\n    then: remove | then: refer
POL022 | laws/welcoming.yaml | cite: Municipal Code 2-173-030 #3 | cite: Municipal Code 2-173-030
POL030 | laws/welcoming.yaml |     then: refer\n    notice |     then: refer\n    yields_to: [judicial]\n    notice
POL031 | laws/welcoming.yaml | yield_to: [judicial] | yields_to: [judicial]
POL032 | agreements/county.yaml | signed: Health Commissioner | signed: {by: Health Commissioner, on: 2026-02-01}
POL033 | agreements/county.yaml | title: [Notifiable, disease] | title: Notifiable disease follow-up
POL034 | agreements/county.yaml | agreement: Data sharing 14 | agreement: DSA-2026-014
POL035 | agreements/county.yaml | services: clinic | services: [clinic]
POL036 | agreements/county.yaml | services: {clinic: patient} | services: [clinic]
POL037 | agreements/county.yaml | purposes: [] | purposes: [public-health]
POL038 | agreements/county.yaml | purposes: [[public-health]] | purposes: [public-health]
POL039 | agreements/county.yaml | asks_by: [record.id, record.id] | asks_by: [record.id, identity.name]
POL040 | services/clinic.yaml | existence: protect | existence: protected
POL041 | agreements/county.yaml | - data: [identity.nam] | - data: [identity.name]
POL042 | agreements/county.yaml | with: county-publc-health | with: county-public-health
POL043 | agreements/county.yaml | purposes: [publc-health] | purposes: [public-health]
POL044 | agreements/county.yaml | needs: {process: [warant]} | needs: {}
POL045 | agreements/county.yaml | services: [clinc] | services: [clinic]
POL046 | laws/welcoming.yaml | route: clinic, | route: clinic:patient,
POL047 | partners/ice.yaml | kind: imigration-enforcement | kind: immigration-enforcement.civil
POL048 | partners/ice.yaml | on_behalf_of: [ice-hsi]\nkind: immigration-enforcement.civil | kind: immigration-enforcement.civil
POL049 | agreements/county.yaml | until: 31.01.2027 | until: 2027-01-31
POL050 | agreements/county.yaml | records_per_day: 2.000 | records_per_day: 2000
POL051 | services/clinic.yaml | path: [id] | path: {id: record.id}
POL052 | agreements/county.yaml | shares: identity.name\nneeds: {} | shares:\n  - data: [identity.name]\n  - data: [identity.dob]\n    as: {coarsen: year}\nneeds: {}
POL053 | laws/welcoming.yaml | yields_to: [agreement] | yields_to: [judicial]
POL054 | laws/welcoming.yaml | then: reffer | then: refer
POL055 | laws/welcoming.yaml | outcome: removed | outcome: refer
POL056 | laws/welcoming.yaml | body: samples/patent.json | body: samples/patient.json
POL066 | partners/ice.yaml | partner: court | partner: ice-ero
POL075 | vocabulary/purposes.yaml |   Public Health: |   public-health:
POL080 | services/clinic.yaml | upstream: clinic.internal | upstream: http://127.0.0.1:9101
POL081 | services/clinic.yaml | match: GET /patients\n | match: POST /patients\n
POL082 | services/clinic.yaml |     otherwise: remove |     accepts: [identity, contact]\n    otherwise: remove
POL083 | services/clinic.yaml | path: {id: {is: record.id}} | path: {id: record.id}
POL085 | services/clinic.yaml | /name: [] | /name: identity.name
POL086 | services/clinic.yaml |  name: identity.name |  /name: identity.name
POL087 | services/clinic.yaml | match: /patients/{id} | match: GET /patients/{id}
POL089 | services/clinic.yaml | path: {id: record.id, number: record.id} | path: {id: record.id}
POL090 | services/clinic.yaml | query: {count: limit, most: limit} | query: {fields: selection}
POL092 | services/clinic.yaml |     markers: {/nam: text}\n    fields:\n |     fields:\n
POL093 | services/clinic.yaml |     records: /items\n    fields:\n |     fields:\n
POL095 | services/clinic.yaml | route: patient\n    match: POST | route: intake\n    match: POST
POL100 | partners/county.yaml | {ca: County CA, certificates | {certificates
POL101 | partners/ice.yaml | title: ICE\ncredentials: {ca: federal} | title: ICE Enforcement and Removal Operations
POL102 | partners/ice.yaml | title: ICE\ncredentials: {tokens: [ice]} | title: ICE Enforcement and Removal Operations
POL103 | partners/county.yaml | ["health.county.example"] | ["dns:health.county.example"]
POL104 | partners/ice.yaml | on_behalf_of: [ice-ero]\nkind | kind
POL110 | agreements/county.yaml | until: 2025-01-31 | until: 2027-01-31
POL111 | agreements/county.yaml | signed: {by: Health Commissioner} | signed: {by: Health Commissioner, on: 2026-02-01}
POL112 | agreements/county.yaml | on: 2026-03-01 | on: 2026-02-01
POL113 | agreements/county.yaml | basis: duty | basis: agreement
POL114 | agreements/county.yaml | - data: [language, country_of_birth, immigration.entry, identity.name] | - data: [identity.name]
POL130 | laws/welcoming.yaml | from: 2026-01-01\n    until: 2025-12-31 | from: 2026-01-01
POL131 | laws/welcoming.yaml | except_to: [immigration-enforcement]\n    at: | at:
POL132 | laws/welcoming.yaml | under reference {number}. | under reference {case}.
POL133 | laws/welcoming.yaml | at: [clinic]\n    then: refer | at: [clinic]\n    data: [immigration]\n    then: refer
POL134 | laws/welcoming.yaml | counsel: {choice: refuse, by: Corporation Counsel, on: 2026-02-01}\n    yields_to: | yields_to:
POL135 | laws/welcoming.yaml | counsel: {choice: refer}\n    yields_to: | yields_to:
POL141 | agreements/county.yaml | as: {round: year} | as: {coarsen: year}
POL147 | services/clinic.yaml | route: intake\n    stream: records | route: intake
POL148 | services/clinic.yaml | route: intake\n    stream: records\n    statistical: yes | route: intake
POL154 | agreements/county.yaml | limits: {k_anonymity: 1, records_per_day: 2000 | limits: {records_per_request: 50, records_per_day: 2000
POL158 | services/clinic.yaml | route: intake\n    stream: records\n    records: /*/items\n    fields: {/*/items/*/id: record.id} | route: intake
POL200 | partners/county.yaml | declares: [{word: no-onward, from: 2026-01-01, until: 2025-12-31, signed_by: The County}]\nkind | kind
POL205 | agreements/county.yaml | duties: [no-onwards] | duties: []
POL206 | agreements/county.yaml | needs: {approval: privacy-oficer} | needs: {}
POL207 | agreements/county.yaml | needs: {declaration: [no-onwrad]} | needs: {}
POL210 | agreements/county.yaml | as: {suppress: csm} | as: {coarsen: year}
POL262 | laws/welcoming.yaml | except_data: [immigration.entry]\n    data: [immigration] | data: [immigration]
POL340 | laws/welcoming.yaml | body: '{"name": }' | body: samples/patient.json
POL341 | laws/welcoming.yaml | body: samples/patient.json, sample: patient.json | body: samples/patient.json
POL397 | services/clinic.yaml | route: intake\n    stream: messages\n    fields: {/*/id: record.id} | route: intake
POL398 | services/clinic.yaml | route: intake\n    subprotocols: [v1] | route: intake
POL402 | laws/welcoming.yaml | cite: to be found | cite: Municipal Code 2-173-030
POL403 | laws/welcoming.yaml | from: 2026-01-01\n    until: 2026-05-31 | from: 2026-01-01
POL404 | laws/welcoming.yaml | to: [ice-ero]\n    except_to: [immigration-enforcement] | to: [immigration-enforcement]
POL405 | laws/welcoming.yaml | at: ["clinic:intake"]\n    data: [vehicle] | at: [clinic]\n    data: [immigration]
POL410 | services/clinic.yaml | /name: identity.name\n      /photo: photo | /name: identity.name
POL420 | agreements/county.yaml | until: 2026-05-31 | until: 2027-01-31
POL421 | agreements/county.yaml | until: 2026-06-30 | until: 2027-01-31
POL422 | agreements/county.yaml | by: pending | by: Health Commissioner
POL423 | laws/welcoming.yaml | review_by: 2026-06-01 | review_by: 2027-01-01
POL424 | laws/welcoming.yaml | review_by: 2026-07-01 | review_by: 2027-01-01
POL425 | partners/ice.yaml | from: 2025-01-01\nuntil: 2026-05-31\nkind: | kind:
POL426 | partners/ice.yaml | from: 2025-01-01\nuntil: 2026-06-30\nkind: | kind:
POL427 | partners/ice.yaml | declares: [{word: no-onward, from: 2025-01-01, until: 2026-05-31, signed_by: A}]\nkind: | kind:
POL428 | partners/ice.yaml | declares: [{word: no-onward, from: 2025-01-01, until: 2026-06-30, signed_by: A}]\nkind: | kind:
POL441 | laws/welcoming.yaml | yields_to: [judicial, admin-warrant] | yields_to: [judicial]
POL442 | agreements/county.yaml | needs: {process: [admin-subpoena-dhs]} | needs: {}
POL443 | laws/welcoming.yaml | then: remove | then: refer
"""
