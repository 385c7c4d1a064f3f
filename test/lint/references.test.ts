import t from 'tap'
import type { External } from '../../src/lint/external.js'
import { findings } from './findings.js'

const check = (yaml: string, external: ReadonlyArray<External> = []): ReadonlyArray<string> =>
  findings('references', yaml, external)

/** A Deployment `web` whose pod has this spec (YAML flow). */
const pod = (spec: string): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: ml}, spec: {template: {spec: ${spec}}}}`

const config = `
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: clearml-config, namespace: ml}, data: {a.conf: x}, binaryData: {b: AA==}}
---
{apiVersion: v1, kind: Secret, metadata: {name: keys, namespace: ml}, data: {one: AA==}, stringData: {two: x}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: ml}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, namespace: ml}}
`

t.test('everything that a pod uses, with its keys, is found in its namespace', async (t) => {
  t.same(
    check(`
apiVersion: batch/v1
kind: CronJob
metadata: {name: clean, namespace: ml}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          serviceAccountName: web
          imagePullSecrets: [{name: keys}]
          volumes:
            - {name: a, configMap: {name: clearml-config, items: [{key: a.conf, path: a}, {key: b, path: b}]}}
            - {name: b, secret: {secretName: keys, items: [{key: two, path: two}]}}
            - {name: c, persistentVolumeClaim: {claimName: data}}
            - name: d
              projected:
                sources:
                  - {configMap: {name: kube-root-ca.crt, items: [{key: ca.crt, path: ca.crt}]}}
                  - {serviceAccountToken: {path: token}}
                  - {secret: {name: keys, items: [{key: one, path: one}]}}
            - {name: e, emptyDir: {}}
            - {name: f, ephemeral: {volumeClaimTemplate: {spec: {}}}}
          initContainers:
            - name: init
              env: [{name: A, valueFrom: {configMapKeyRef: {name: clearml-config, key: a.conf}}}]
          containers:
            - name: main
              envFrom: [{secretRef: {name: keys}}, {configMapRef: {name: clearml-config}}]
              env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: one}}}]
              volumeMounts: [{name: a, mountPath: /a}, {name: d, mountPath: /d}]
${config}`),
    [],
  )
})

t.test('a name that is not in the stream is reported with the nearest one', async (t) => {
  t.same(check(`${pod('{volumes: [{name: c, configMap: {name: clearml-confg}}]}')}${config}`), [
    'Deployment/web spec.template.spec.volumes[0].configMap.name: no ConfigMap "clearml-confg" in the stream; did you mean "clearml-config"?',
  ])
})

t.test('each field that refers is looked at', async (t) => {
  for (const [spec, expected] of [
    ['{serviceAccountName: x}', 'serviceAccountName: no ServiceAccount "x"'],
    ['{serviceAccount: x}', 'serviceAccount: no ServiceAccount "x"'],
    ['{imagePullSecrets: [{name: x}]}', 'imagePullSecrets[0].name: no Secret "x"'],
    ['{volumes: [{name: v, secret: {secretName: x}}]}', 'volumes[0].secret.secretName: no Secret "x"'],
    [
      '{volumes: [{name: v, persistentVolumeClaim: {claimName: x}}]}',
      'volumes[0].persistentVolumeClaim.claimName: no PersistentVolumeClaim "x"',
    ],
    [
      '{volumes: [{name: v, projected: {sources: [{secret: {name: x}}]}}]}',
      'volumes[0].projected.sources[0].secret.name: no Secret "x"',
    ],
    [
      '{volumes: [{name: v, csi: {driver: d, nodePublishSecretRef: {name: x}}}]}',
      'volumes[0].csi.nodePublishSecretRef.name: no Secret "x"',
    ],
    [
      '{initContainers: [{name: i, envFrom: [{configMapRef: {name: x}}]}]}',
      'initContainers[0].envFrom[0].configMapRef.name: no ConfigMap "x"',
    ],
    [
      '{containers: [{name: c, env: [{name: A, valueFrom: {secretKeyRef: {name: x, key: k}}}]}]}',
      'containers[0].env[0].valueFrom.secretKeyRef.name: no Secret "x"',
    ],
  ] as const) {
    t.same(check(pod(spec)), [`Deployment/web spec.template.spec.${expected} in the stream`])
  }
})

t.test('a key that its ConfigMap or Secret does not have is reported with the nearest one', async (t) => {
  t.same(
    check(
      `${pod(
        '{volumes: [{name: v, configMap: {name: clearml-config, items: [{key: a.cnf, path: p}]}}], containers: [{env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: three}}}]}]}',
      )}${config}`,
    ),
    [
      'Deployment/web spec.template.spec.volumes[0].configMap.items[0].key: ConfigMap "clearml-config" has no key "a.cnf"; did you mean "a.conf"?',
      'Deployment/web spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key: Secret "keys" has no key "three"',
    ],
  )
})

t.test('an object of another namespace is not meant', async (t) => {
  const other = '{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: other}}'
  t.equal(check(`${pod('{volumes: [{name: v, configMap: {name: c}}]}')}\n---\n${other}`).length, 1)
})

t.test('a namespace that is not said can be any', async (t) => {
  const open = '{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}'
  t.same(check(`${pod('{volumes: [{name: v, configMap: {name: c}}]}')}\n---\n${open}`), [])
})

t.test('what is optional, declared external, or in every cluster need not be in the stream', async (t) => {
  const uses = pod(
    '{serviceAccountName: default, volumes: [{name: v, secret: {secretName: given}}, {name: w, configMap: {name: x, optional: true, items: [{key: k, path: k}]}}], containers: [{env: [{name: A, valueFrom: {configMapKeyRef: {name: clearml-config, key: nope, optional: true}}}]}]}',
  )
  t.equal(check(`${uses}${config}`).length, 1)
  t.same(check(`${uses}${config}`, [{ kind: 'Secret', name: 'given' }]), [])
  t.same(check(`${uses}${config}`, [{ kind: 'Secret', name: '*' }]), [])
  t.equal(check(`${uses}${config}`, [{ kind: 'ConfigMap', name: 'given' }]).length, 1)
})

t.test('keys of a Secret in the stream are judged even when all Secrets can be external', async (t) => {
  const uses = pod('{containers: [{env: [{name: A, valueFrom: {secretKeyRef: {name: keys, key: three}}}]}]}')
  t.equal(check(`${uses}${config}`, [{ kind: 'Secret', name: '*' }]).length, 1)
})

t.test('what a controller makes of an object in the stream exists', async (t) => {
  const uses = pod('{containers: [{env: [{name: A, valueFrom: {secretKeyRef: {name: made, key: k}}}]}]}')
  for (const maker of [
    '{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: e}, spec: {target: {name: made}}}',
    '{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: made}}',
    '{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: made}}',
    '{apiVersion: cert-manager.io/v1, kind: Certificate, metadata: {name: c}, spec: {secretName: made}}',
  ]) {
    t.same(check(`${uses}\n---\n${maker}`), [])
  }
  t.equal(check(`${uses}\n---\n{apiVersion: v1, kind: ExternalSecret, metadata: {name: made}}`).length, 1)
})

t.test('keys that are filled in later are not judged', async (t) => {
  const uses = pod('{containers: [{env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: token}}}]}]}')
  const token =
    '{apiVersion: v1, kind: Secret, metadata: {name: s}, type: kubernetes.io/service-account-token}'
  t.same(check(`${uses}\n---\n${token}`), [])
  const ca = pod('{volumes: [{name: v, configMap: {name: c, items: [{key: ca, path: ca}]}}]}')
  const mark = 'annotations: {service.beta.openshift.io/inject-cabundle: "true"}'
  t.same(check(`${ca}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: c, ${mark}}}`), [])
  t.equal(check(`${ca}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}`).length, 1)
})

t.test('mounts name a volume of their pod, or a claim template of their StatefulSet', async (t) => {
  const container = '{name: c, volumeMounts: [{name: dta, mountPath: /d}]}'
  t.same(check(pod(`{volumes: [{name: data, emptyDir: {}}], containers: [${container}]}`)), [
    'Deployment/web spec.template.spec.containers[0].volumeMounts[0].name: no volume "dta" in the pod; did you mean "data"?',
  ])
  t.same(
    check(`
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template: {spec: {containers: [{volumeMounts: [{name: data, mountPath: /d}]}]}}
  volumeClaimTemplates: [{metadata: {name: data}}]
---
apiVersion: v1
kind: Pod
metadata: {name: backup}
spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: data-db-0}}]}
`),
    [],
  )
})

t.test('claims and volumes that name each other agree', async (t) => {
  const claim = (name: string, volumeName: string): string =>
    `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: ${name}, namespace: ml}, spec: {volumeName: '${volumeName}'}}`
  const volume = (name: string, claimName: string): string =>
    `{apiVersion: v1, kind: PersistentVolume, metadata: {name: ${name}}, spec: {claimRef: {name: ${claimName}, namespace: ml}}}`
  const stream = (...objects: ReadonlyArray<string>): ReadonlyArray<string> => check(objects.join('\n---\n'))
  t.same(stream(claim('c', 'v'), volume('v', 'c')), [])
  t.same(stream(claim('c', ''), volume('v', 'c')), [])
  t.same(stream(claim('c', 'v1'), volume('v', 'c')), [
    'PersistentVolumeClaim/c spec.volumeName: no PersistentVolume "v1" in the stream; did you mean "v"?',
    'PersistentVolume/v spec.claimRef.name: PersistentVolumeClaim "c" is bound to "v1", not to "v"',
  ])
  t.same(stream(claim('c', 'v'), claim('d', ''), volume('v', 'd')), [
    'PersistentVolumeClaim/c spec.volumeName: PersistentVolume "v" is bound to "d", not to "c"',
  ])
  t.same(stream(volume('v', 'c')), [
    'PersistentVolume/v spec.claimRef.name: no PersistentVolumeClaim "c" in the namespace "ml" in the stream',
  ])
})

t.test('role bindings name a role and service accounts that exist', async (t) => {
  const binding = (role: string, subject: string): string => `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: b, namespace: ml}
roleRef: {apiGroup: rbac.authorization.k8s.io, ${role}}
subjects: [{${subject}}]
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader, namespace: ml}}
---
{apiVersion: v1, kind: ServiceAccount, metadata: {name: web, namespace: ml}}
`
  t.same(check(binding('kind: Role, name: reader', 'kind: ServiceAccount, name: web, namespace: ml')), [])
  t.same(check(binding('kind: ClusterRole, name: view', 'kind: User, name: jane')), [])
  t.same(check(binding('kind: ClusterRole, name: system:discovery', 'kind: Group, name: devs')), [])
  t.same(check(binding('kind: Role, name: raeder', 'kind: ServiceAccount, name: wbe, namespace: ml')), [
    'RoleBinding/b roleRef.name: no Role "raeder" in the stream; did you mean "reader"?',
    'RoleBinding/b subjects[0].name: no ServiceAccount "wbe" in the stream; did you mean "web"?',
  ])
  t.same(
    check(binding('kind: ClusterRole, name: reader', 'kind: ServiceAccount, name: web, namespace: mi')),
    [
      'RoleBinding/b roleRef.name: no ClusterRole "reader" in the stream',
      'RoleBinding/b subjects[0].name: no ServiceAccount "web" in the namespace "mi" in the stream',
    ],
  )
})

t.test('an autoscaler scales something of the stream', async (t) => {
  const scaler = (name: string): string => `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: h, namespace: ml}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: ${name}}}
---
${pod('{}')}`
  t.same(check(scaler('web')), [])
  t.same(check(scaler('wbe')), [
    'HorizontalPodAutoscaler/h spec.scaleTargetRef.name: no Deployment "wbe" in the stream; did you mean "web"?',
  ])
})

t.test('a StatefulSet names its Service', async (t) => {
  const set = (name: string): string => `
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {serviceName: ${name}}}
---
{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {clusterIP: None}}`
  t.same(check(set('db')), [])
  t.same(check(set('dbs')), [
    'StatefulSet/db spec.serviceName: no Service "dbs" in the stream; did you mean "db"?',
  ])
})

t.test('an Ingress names Services and ports of theirs; its TLS Secret is made by others', async (t) => {
  const service = `
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{name: http, port: 8080, targetPort: 80}]}}
---`
  const ingress = (backend: string): ReadonlyArray<string> =>
    check(`${service}
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: i}
spec:
  tls: [{secretName: web-tls}]
  rules: [{host: a.example, http: {paths: [{path: /, backend: ${backend}}]}}]
`)
  t.same(ingress('{service: {name: web, port: {number: 8080}}}'), [])
  t.same(ingress('{service: {name: web, port: {name: http}}}'), [])
  t.same(ingress('{serviceName: web, servicePort: 8080}'), [])
  t.same(ingress('{resource: {kind: Bucket, name: b}}'), [])
  t.same(ingress('{service: {name: redirect, port: {name: use-annotation}}}'), [])
  t.same(ingress('{service: {name: wbe, port: {number: 8080}}}'), [
    'Ingress/i spec.rules[0].http.paths[0].backend.service.name: no Service "wbe" in the stream; did you mean "web"?',
  ])
  t.same(ingress('{service: {name: web, port: {number: 80}}}'), [
    'Ingress/i spec.rules[0].http.paths[0].backend.service.port.number: Service "web" has no port 80; it has 8080',
  ])
  t.same(ingress('{service: {name: web, port: {name: https}}}'), [
    'Ingress/i spec.rules[0].http.paths[0].backend.service.port.name: Service "web" has no port "https"; it has "http"',
  ])
  t.same(ingress('{serviceName: web, servicePort: 80}'), [
    'Ingress/i spec.rules[0].http.paths[0].backend.servicePort: Service "web" has no port 80; it has 8080',
  ])
})

t.test(
  'an HTTPRoute names Services and numbers of their ports, a Route Services and names of ports',
  async (t) => {
    const service =
      '{apiVersion: v1, kind: Service, metadata: {name: web, namespace: ml}, spec: {ports: [{name: http, port: 8080}]}}'
    const httpRoute = (rule: string): ReadonlyArray<string> =>
      check(`${service}
---
{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: r, namespace: ml}, spec: {rules: [${rule}]}}`)
    const route = (spec: string): ReadonlyArray<string> =>
      check(`${service}
---
{apiVersion: route.openshift.io/v1, kind: Route, metadata: {name: r, namespace: ml}, spec: {${spec}}}`)
    t.same(
      httpRoute(
        '{backendRefs: [{name: web, port: 8080}, {kind: Service, group: "", name: web, port: 8080}]}',
      ),
      [],
    )
    t.same(httpRoute('{backendRefs: [{group: storage.example.com, kind: Bucket, name: files}]}'), [])
    t.same(httpRoute('{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}'), [])
    t.same(httpRoute('{backendRefs: [{name: wbe, port: 8080}]}'), [
      'HTTPRoute/r spec.rules[0].backendRefs[0].name: no Service "wbe" in the stream; did you mean "web"?',
    ])
    t.same(httpRoute('{backendRefs: [{name: web, port: 80}]}'), [
      'HTTPRoute/r spec.rules[0].backendRefs[0].port: Service "web" has no port 80; it has 8080',
    ])
    const mirror = '{type: RequestMirror, requestMirror: {backendRef: {name: wbe, port: 8080}}}'
    t.same(
      httpRoute(`{filters: [${mirror}], backendRefs: [{name: web, port: 8080, filters: [${mirror}]}]}`),
      [
        'HTTPRoute/r spec.rules[0].backendRefs[0].filters[0].requestMirror.backendRef.name: no Service "wbe" in the stream; did you mean "web"?',
        'HTTPRoute/r spec.rules[0].filters[0].requestMirror.backendRef.name: no Service "wbe" in the stream; did you mean "web"?',
      ],
    )
    t.same(route('to: {kind: Service, name: web}, port: {targetPort: http}'), [])
    t.same(
      route('to: {kind: Service, name: web}, port: {targetPort: 3000}'),
      [],
      'a number is a port of the pods',
    )
    t.same(route('to: {name: wbe}, alternateBackends: [{kind: Service, name: bew}]'), [
      'Route/r spec.to.name: no Service "wbe" in the stream; did you mean "web"?',
      'Route/r spec.alternateBackends[0].name: no Service "bew" in the stream; did you mean "web"?',
    ])
    t.same(route('to: {kind: Service, name: web}, port: {targetPort: https}'), [
      'Route/r spec.port.targetPort: Service "web" has no port "https"; it has "http"',
    ])
  },
)

t.test('two volumes of one name and two mounts at one path are reported, with the first', async (t) => {
  const spec = (second: string, path: string): string => `
{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {
  volumes: [{name: a, emptyDir: {}}, {name: ${second}, emptyDir: {}}],
  containers: [{name: c, volumeMounts: [{name: a, mountPath: /data}, {name: ${second}, mountPath: ${path}}]},
               {name: d, volumeMounts: [{name: a, mountPath: /data}]}]}}`
  t.same(check(spec('b', '/data/b')), [])
  t.same(check(spec('a', '/other')), [
    'Pod/web spec.volumes[1].name: the pod has another volume "a": spec.volumes[0].name',
  ])
  t.same(check(spec('b', '/data/')), [
    'Pod/web spec.containers[0].volumeMounts[1].mountPath: the container has another mount at "/data": spec.containers[0].volumeMounts[0].mountPath',
  ])
})
