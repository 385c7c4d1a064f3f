/** A small stream without a finding, and one slip each in it: what stands there, what instead, what `validate` says. */
export type LintMutation = readonly [from: string, to: string, says: string]

export const sound = `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    pod-security.kubernetes.io/enforce: baseline
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: web
  namespace: shop
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-config
  namespace: shop
data:
  mode: fast
  url: http://cache:6379/
---
apiVersion: v1
kind: Secret
metadata:
  name: web-keys
  namespace: shop
stringData:
  token: cGxhaW4
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: web-data
spec:
  accessModes: [ReadWriteOnce]
  capacity:
    storage: 10Gi
  storageClassName: ""
  claimRef:
    namespace: shop
    name: web-data
  nfs:
    server: 10.0.0.5
    path: /exports/web
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: web-data
  namespace: shop
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: ""
  volumeName: web-data
  resources:
    requests:
      storage: 10Gi
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
      nodePort: 30180
    - name: metrics
      port: 9100
      targetPort: metrics
---
apiVersion: v1
kind: Service
metadata:
  name: cache
  namespace: shop
spec:
  selector:
    app: cache
  ports:
    - name: redis
      port: 6379
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
        release: stable
    spec:
      serviceAccountName: web
      containers:
        - name: web
          image: registry.example.com/web:1.27
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9100
          env:
            - name: MODE
              valueFrom:
                configMapKeyRef:
                  name: web-config
                  key: mode
            - name: TOKEN
              valueFrom:
                secretKeyRef:
                  name: web-keys
                  key: token
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
          readinessProbe:
            httpGet:
              path: /ready
              port: http
          livenessProbe:
            tcpSocket:
              port: http
          volumeMounts:
            - name: data
              mountPath: /data
            - name: config
              mountPath: /etc/web
      volumes:
        - name: data
          persistentVolumeClaim:
            claimName: web-data
        - name: config
          configMap:
            name: web-config
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: cache
  namespace: shop
spec:
  serviceName: cache
  selector:
    matchLabels:
      app: cache
  template:
    metadata:
      labels:
        app: cache
    spec:
      containers:
        - name: redis
          image: registry.example.com/redis:8.2
          ports:
            - name: redis
              containerPort: 6379
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
          readinessProbe:
            tcpSocket:
              port: redis
          livenessProbe:
            tcpSocket:
              port: redis
          volumeMounts:
            - name: data
              mountPath: /data
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 1Gi
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
spec:
  ingressClassName: nginx
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  name: http
`

export const lintMutations: ReadonlyArray<LintMutation> = [
  [
    'kind: ServiceAccount\nmetadata:\n  name: web\n',
    'kind: ServiceAccount\nmetadata:\n  name: wob\n',
    'warning: Deployment/web spec.template.spec.serviceAccountName: no ServiceAccount "web" in the stream; did you mean "wob"? [references]',
  ],
  [
    '          configMap:\n            name: web-config',
    '          configMap:\n            name: web-conf',
    'warning: Deployment/web spec.template.spec.volumes[1].configMap.name: no ConfigMap "web-conf" in the stream; did you mean "web-config"? [references]',
  ],
  [
    '                  key: mode',
    '                  key: moed',
    'Deployment/web spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key: ConfigMap "web-config" has no key "moed"; did you mean "mode"? [references]',
  ],
  [
    '                  key: token',
    '                  key: tokn',
    'Deployment/web spec.template.spec.containers[0].env[1].valueFrom.secretKeyRef.key: Secret "web-keys" has no key "tokn"; did you mean "token"? [references]',
  ],
  [
    '            claimName: web-data',
    '            claimName: web-dta',
    'warning: Deployment/web spec.template.spec.volumes[0].persistentVolumeClaim.claimName: no PersistentVolumeClaim "web-dta" in the stream; did you mean "web-data"? [references]',
  ],
  [
    '              mountPath: /etc/web',
    '              mountPath: /data/',
    'Deployment/web spec.template.spec.containers[0].volumeMounts[1].mountPath: the container has another mount at "/data": spec.template.spec.containers[0].volumeMounts[0].mountPath [references]',
  ],
  [
    '      storage: 10Gi\n---',
    '      storage: 20Gi\n---',
    'PersistentVolumeClaim/web-data spec.resources.requests.storage: PersistentVolume "web-data", which is kept for this claim, has "10Gi"; they are never bound [volumes]',
  ],
  [
    '  accessModes: [ReadWriteOnce]\n  storageClassName: ""\n  volumeName',
    '  accessModes: [ReadWriteMany]\n  storageClassName: ""\n  volumeName',
    'PersistentVolumeClaim/web-data spec.accessModes: PersistentVolume "web-data", which is kept for this claim, has ["ReadWriteOnce"]; they are never bound [volumes]',
  ],
  [
    '  storageClassName: ""\n  volumeName',
    '  storageClassName: fast\n  volumeName',
    'PersistentVolumeClaim/web-data spec.storageClassName: PersistentVolume "web-data", which is kept for this claim, has ""; they are never bound [volumes]',
  ],
  [
    '      targetPort: http\n      nodePort',
    '      targetPort: htp\n      nodePort',
    'Service/web spec.ports[0].targetPort: Deployment "web" has no port "htp"; it has "http", "metrics" [ports]',
  ],
  [
    '      targetPort: metrics',
    '      targetPort: 9101',
    'warning: Service/web spec.ports[1].targetPort: Deployment "web" has no port 9101; it has 8080, 9100 [ports]',
  ],
  [
    '              path: /ready\n              port: http',
    '              path: /ready\n              port: web',
    'Deployment/web spec.template.spec.containers[0].readinessProbe.httpGet.port: Deployment "web" has no port "web"; it has "http", "metrics" [ports]',
  ],
  [
    '                port:\n                  name: http',
    '                port:\n                  name: https',
    'Ingress/web spec.rules[0].http.paths[0].backend.service.port.name: Service "web" has no port "https"; it has "http", "metrics" [references]',
  ],
  [
    '      serviceAccountName: web\n',
    '      serviceAccountName: we\n',
    'warning: Deployment/web spec.template.spec.serviceAccountName: no ServiceAccount "we" in the stream; did you mean "web"? [references]',
  ],
  [
    '  url: http://cache:6379/',
    '  url: http://cache:6380/',
    'ConfigMap/web-config data.url: Service "cache" has no port 6380; it has 6379 [hosts]',
  ],
  [
    '  selector:\n    matchLabels:\n      app: web\n  template:\n',
    '  replicas: 2\n  selector:\n    matchLabels:\n      app: web\n  template:\n',
    'warning: Deployment/web spec.replicas: 2 pods would mount PersistentVolumeClaim "web-data", to which the pods of one node can write; expected 1, or the access mode ReadWriteMany [replicas]',
  ],
  [
    '  mode: fast',
    '  mode: EGRTCO8JMSIGI6S39GTP43NFWXDQOW',
    'ConfigMap/web-config data.mode: holds a published default credential (secure.credentials.tests.user_key); expected a reference to a Secret of your own [publishedCredentials]',
  ],
  [
    'web:1.27',
    'web',
    'warning: Deployment/web spec.template.spec.containers[0].image: "registry.example.com/web" has no tag; expected a version or a digest [pinnedImages]',
  ],
  [
    'web:1.27',
    'web:latest',
    'warning: Deployment/web spec.template.spec.containers[0].image: "registry.example.com/web:latest" has the moving tag "latest"; expected a version or a digest [pinnedImages]',
  ],
  [
    'web:1.27',
    'web:nightly',
    'warning: Deployment/web spec.template.spec.containers[0].image: "registry.example.com/web:nightly" has the moving tag "nightly"; expected a version or a digest [pinnedImages]',
  ],
  [
    '            requests:\n              cpu: 100m\n              memory: 128Mi\n          readinessProbe:\n            httpGet',
    '            limits:\n              cpu: 100m\n          readinessProbe:\n            httpGet',
    'warning: Deployment/web spec.template.spec.containers[0].resources: the container "web" requests no memory [requests]',
  ],
  [
    '          livenessProbe:\n            tcpSocket:\n              port: http\n',
    '',
    'warning: Deployment/web spec.template.spec.containers[0]: the container "web" has no livenessProbe [probes]',
  ],
  [
    '      serviceAccountName: web\n',
    '      serviceAccountName: web\n      hostNetwork: true\n',
    'warning: Deployment/web spec.template.spec: these pods reach the level privileged, and the namespace "shop" will refuse them, since it enforces baseline: hostNamespaces (hostNetwork) [podSecurity]',
  ],
  [
    '        - name: data\n          persistentVolumeClaim:\n            claimName: web-data',
    '        - name: data\n          hostPath:\n            path: /data',
    'warning: Deployment/web spec.template.spec: these pods reach the level privileged, and the namespace "shop" will refuse them, since it enforces baseline: hostPathVolumes (volume "data") [podSecurity]',
  ],
  [
    '    - metadata:\n        name: data\n',
    '    - metadata:\n        name: data\n        labels:\n          helm.sh/chart: cache-1\n',
    'warning: StatefulSet/cache spec.volumeClaimTemplates[0].metadata.labels["helm.sh/chart"]: "helm.sh/chart" changes from release to release, and this cannot be changed once it is applied [immutable]',
  ],
  [
    'data:\n  mode: fast',
    'immutable: true\ndata:\n  mode: fast',
    'warning: ConfigMap/web-config immutable: changed data cannot be applied under this name; expected a name with a hash of the data [immutable]',
  ],
  [
    '        - name: config\n          configMap:\n            name: web-config',
    '        - name: config\n          configMap:\n            name: web-config\n            items:\n              - key: modes\n                path: mode',
    'Deployment/web spec.template.spec.volumes[1].configMap.items[0].key: ConfigMap "web-config" has no key "modes"; did you mean "mode"? [references]',
  ],
  [
    '          livenessProbe:\n            tcpSocket:\n              port: redis',
    '          livenessProbe:\n            tcpSocket:\n              port: rediss',
    'StatefulSet/cache spec.template.spec.containers[0].livenessProbe.tcpSocket.port: StatefulSet "cache" has no port "rediss"; it has "redis" [ports]',
  ],
  [
    '    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n',
    '    matchLabels:\n      app: web\n      app.kubernetes.io/version: "1"\n  template:\n    metadata:\n      labels:\n        app: web\n        app.kubernetes.io/version: "1"\n',
    'warning: Deployment/web spec.selector.matchLabels["app.kubernetes.io/version"]: "app.kubernetes.io/version" changes from release to release, and this cannot be changed once it is applied [immutable]',
  ],
  [
    'apiVersion: networking.k8s.io/v1\nkind: Ingress',
    'apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: once\n  namespace: shop\nspec:\n  template:\n    spec:\n      restartPolicy: Never\n      containers:\n        - name: once\n          image: registry.example.com/once:1\n          resources:\n            requests:\n              cpu: 100m\n              memory: 128Mi\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress',
    'warning: Job/once spec.template: a changed Job cannot be applied under this name; expected ttlSecondsAfterFinished, or a name with a hash or version [immutable]',
  ],
  [
    '          image: registry.example.com/redis:8.2\n',
    '          image: registry.example.com/redis:8.2\n          securityContext:\n            privileged: true\n',
    'warning: StatefulSet/cache spec.template.spec: these pods reach the level privileged, and the namespace "shop" will refuse them, since it enforces baseline: privileged (container "redis") [podSecurity]',
  ],
  [
    '  storageClassName: ""\n  volumeName',
    '  storageClassName: ""\n  volumeMode: Block\n  volumeName',
    'PersistentVolumeClaim/web-data spec.volumeMode: PersistentVolume "web-data", which is kept for this claim, has "Filesystem"; they are never bound [volumes]',
  ],
  [
    'kind: ServiceAccount\nmetadata:\n  name: web\n  namespace: shop\n',
    'kind: ServiceAccount\nmetadata:\n  name: web\n  namespace: shop\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  namespace: shop\n',
    'ServiceAccount/web metadata.name: objects 2 and 3 of the stream are the same object [identities]',
  ],
  [
    '    matchLabels:\n      app: cache\n  template:\n    metadata:\n      labels:\n        app: cache\n',
    '    matchLabels:\n      release: stable\n  template:\n    metadata:\n      labels:\n        app: cache\n        release: stable\n',
    'StatefulSet/cache spec.selector: selects the pods of Deployment/web too; expected only its own [selectors]',
  ],
  [
    '  ports:\n    - name: redis\n      port: 6379\n---',
    '  ports:\n    - name: redis\n      port: 6379\n---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: warm\n  namespace: shop\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n        release: stable\n    spec:\n      containers:\n        - name: warm\n          image: registry.example.com/warm:1\n          resources:\n            requests:\n              cpu: 10m\n              memory: 16Mi\n          ports:\n            - name: http\n              containerPort: 8080\n            - name: metrics\n              containerPort: 9100\n          readinessProbe:\n            tcpSocket:\n              port: http\n          livenessProbe:\n            tcpSocket:\n              port: http\n---',
    'DaemonSet/warm spec.selector: selects the pods of Deployment/web too; expected only its own [selectors]',
  ],
]
