/** Manifests in the form that the Kubernetes documentation gives them: each is taken by every version that has its kind. */
export const examples: Readonly<Record<string, string>> = {
  deployment: `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels:
    app.kubernetes.io/name: web
  annotations:
    example.com/contact: team@example.com
spec:
  replicas: 3
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 25%
      maxUnavailable: 1
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      serviceAccountName: web
      terminationGracePeriodSeconds: 30
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        fsGroup: 1000
        seccompProfile:
          type: RuntimeDefault
      initContainers:
        - name: migrate
          image: registry.example.com/web:1.27
          command: [migrate, up]
      containers:
        - name: web
          image: registry.example.com/web:1.27
          imagePullPolicy: IfNotPresent
          args: [--verbose]
          env:
            - name: MODE
              value: production
            - name: PASSWORD
              valueFrom:
                secretKeyRef:
                  name: web
                  key: password
            - name: POD_IP
              valueFrom:
                fieldRef:
                  fieldPath: status.podIP
          envFrom:
            - configMapRef:
                name: web
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
              protocol: TCP
          resources:
            requests:
              cpu: 250m
              memory: 64Mi
            limits:
              cpu: 500m
              memory: 128Mi
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
              httpHeaders:
                - name: X-Probe
                  value: live
            initialDelaySeconds: 3
            periodSeconds: 3
          lifecycle:
            preStop:
              exec:
                command: [sleep, "5"]
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
          volumeMounts:
            - name: config
              mountPath: /etc/web
              readOnly: true
            - name: cache
              mountPath: /var/cache/web
      volumes:
        - name: config
          configMap:
            name: web
            defaultMode: 0444
            items:
              - key: web.conf
                path: web.conf
        - name: cache
          emptyDir:
            sizeLimit: 500Mi
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - key: topology.kubernetes.io/zone
                    operator: In
                    values: [antarctica-east1]
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
            - weight: 100
              podAffinityTerm:
                topologyKey: kubernetes.io/hostname
                labelSelector:
                  matchExpressions:
                    - key: app
                      operator: In
                      values: [web]
      tolerations:
        - key: dedicated
          operator: Equal
          value: web
          effect: NoSchedule
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels:
              app: web
`,
  statefulSet: `
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
spec:
  selector:
    matchLabels:
      app: db
  serviceName: db
  replicas: 3
  minReadySeconds: 10
  podManagementPolicy: Parallel
  updateStrategy:
    type: RollingUpdate
    rollingUpdate:
      partition: 1
  persistentVolumeClaimRetentionPolicy:
    whenDeleted: Retain
    whenScaled: Delete
  template:
    metadata:
      labels:
        app: db
    spec:
      terminationGracePeriodSeconds: 10
      containers:
        - name: db
          image: registry.example.com/db:8
          ports:
            - containerPort: 5432
              name: db
          volumeMounts:
            - name: data
              mountPath: /var/lib/db
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        storageClassName: fast
        resources:
          requests:
            storage: 1Gi
`,
  daemonSet: `
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: fluentd
  namespace: kube-system
  labels:
    k8s-app: fluentd-logging
spec:
  selector:
    matchLabels:
      name: fluentd
  updateStrategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 1
  template:
    metadata:
      labels:
        name: fluentd
    spec:
      hostNetwork: true
      dnsPolicy: ClusterFirstWithHostNet
      priorityClassName: system-node-critical
      tolerations:
        - key: node-role.kubernetes.io/control-plane
          operator: Exists
          effect: NoSchedule
        - operator: Exists
      containers:
        - name: fluentd
          image: registry.example.com/fluentd:v5
          ports:
            - containerPort: 24224
              hostPort: 24224
          volumeMounts:
            - name: varlog
              mountPath: /var/log
              mountPropagation: HostToContainer
      volumes:
        - name: varlog
          hostPath:
            path: /var/log
            type: Directory
`,
  job: `
apiVersion: batch/v1
kind: Job
metadata:
  name: pi
spec:
  completions: 5
  parallelism: 3
  completionMode: Indexed
  backoffLimit: 4
  activeDeadlineSeconds: 600
  ttlSecondsAfterFinished: 100
  podFailurePolicy:
    rules:
      - action: FailJob
        onExitCodes:
          containerName: pi
          operator: In
          values: [42]
      - action: Ignore
        onPodConditions:
          - type: DisruptionTarget
            status: "True"
  template:
    spec:
      containers:
        - name: pi
          image: registry.example.com/pi:1
          command: [perl, -Mbignum=bpi, -wle, print bpi(2000)]
      restartPolicy: Never
`,
  cronJob: `
apiVersion: batch/v1
kind: CronJob
metadata:
  name: hello
spec:
  schedule: "*/5 2-4 1,15 jan-mar MON-FRI"
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: 60
  successfulJobsHistoryLimit: 1
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: hello
              image: registry.example.com/hello:1
              imagePullPolicy: Always
          restartPolicy: OnFailure
`,
  pod: `
apiVersion: v1
kind: Pod
metadata:
  name: probes
spec:
  serviceAccountName: probes
  nodeSelector:
    disktype: ssd
  hostAliases:
    - ip: 10.1.2.3
      hostnames: [foo.remote, bar.remote]
  dnsPolicy: None
  dnsConfig:
    nameservers: [192.0.2.1]
    options:
      - name: ndots
        value: "2"
  initContainers:
    - name: sidecar
      image: registry.example.com/log:1
      restartPolicy: Always
      readinessProbe:
        tcpSocket:
          port: 8080
  containers:
    - name: a
      image: registry.example.com/a:1
      startupProbe:
        httpGet:
          path: /
          port: 8080
          scheme: HTTPS
        failureThreshold: 30
        periodSeconds: 10
      livenessProbe:
        exec:
          command: [cat, /tmp/healthy]
        timeoutSeconds: 1
        terminationGracePeriodSeconds: 60
      readinessProbe:
        grpc:
          port: 2379
        successThreshold: 2
      volumeMounts:
        - name: all
          mountPath: /projected
          subPath: a/b
        - name: kube-api-access
          mountPath: /var/run/secrets/tokens
        - name: scratch
          mountPath: /scratch
      volumeDevices:
        - name: block
          devicePath: /dev/xvda
  volumes:
    - name: all
      projected:
        defaultMode: 0400
        sources:
          - secret:
              name: mysecret
              items:
                - key: username
                  path: my-group/my-username
                  mode: 511
          - downwardAPI:
              items:
                - path: labels
                  fieldRef:
                    fieldPath: metadata.labels
          - configMap:
              name: myconfigmap
              optional: true
    - name: kube-api-access
      projected:
        sources:
          - serviceAccountToken:
              path: vault-token
              expirationSeconds: 7200
              audience: vault
    - name: scratch
      ephemeral:
        volumeClaimTemplate:
          spec:
            accessModes: [ReadWriteOnce]
            resources:
              requests:
                storage: 1Gi
    - name: block
      persistentVolumeClaim:
        claimName: block
`,
  service: `
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  externalTrafficPolicy: Local
  selector:
    app.kubernetes.io/name: web
  ports:
    - name: http
      port: 80
      targetPort: http
      nodePort: 30007
    - name: https
      protocol: TCP
      port: 443
      targetPort: 8443
  sessionAffinity: ClientIP
  sessionAffinityConfig:
    clientIP:
      timeoutSeconds: 10800
`,
  headlessService: `
apiVersion: v1
kind: Service
metadata:
  name: db
spec:
  clusterIP: None
  selector:
    app: db
  publishNotReadyAddresses: true
`,
  externalName: `
apiVersion: v1
kind: Service
metadata:
  name: external
spec:
  type: ExternalName
  externalName: my.database.example.com
`,
  loadBalancer: `
apiVersion: v1
kind: Service
metadata:
  name: public
spec:
  type: LoadBalancer
  loadBalancerClass: example.com/internal
  loadBalancerSourceRanges: [10.0.0.0/8]
  ipFamilyPolicy: PreferDualStack
  ipFamilies: [IPv6, IPv4]
  selector:
    app: web
  ports:
    - port: 53
      name: dns-tcp
      protocol: TCP
    - port: 53
      name: dns
      protocol: UDP
`,
  ingress: `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  ingressClassName: nginx
  tls:
    - hosts: [shop.example.com]
      secretName: shop-tls
  defaultBackend:
    resource:
      apiGroup: k8s.example.com
      kind: StorageBucket
      name: static-assets
  rules:
    - host: "*.example.com"
      http:
        paths:
          - path: /testpath
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  number: 80
          - path: /
            pathType: ImplementationSpecific
            backend:
              service:
                name: other
                port:
                  name: http
`,
  ingressClass: `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: external-lb
spec:
  controller: example.com/ingress-controller
  parameters:
    apiGroup: k8s.example.com
    kind: IngressParameters
    name: external-lb
`,
  networkPolicy: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: test-network-policy
spec:
  podSelector:
    matchLabels:
      role: db
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - ipBlock:
            cidr: 172.17.0.0/16
            except: [172.17.1.0/24]
        - namespaceSelector:
            matchLabels:
              project: myproject
          podSelector: {}
      ports:
        - protocol: TCP
          port: 6379
  egress:
    - to:
        - ipBlock:
            cidr: 10.0.0.0/24
      ports:
        - protocol: TCP
          port: 32000
          endPort: 32768
    - {}
`,
  horizontalPodAutoscaler: `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: web
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
  minReplicas: 1
  maxReplicas: 10
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 50
    - type: Pods
      pods:
        metric:
          name: packets-per-second
        target:
          type: AverageValue
          averageValue: 1k
  behavior:
    scaleDown:
      stabilizationWindowSeconds: 300
      policies:
        - type: Percent
          value: 10
          periodSeconds: 60
`,
  podDisruptionBudget: `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: zk
spec:
  minAvailable: 50%
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      app: zookeeper
`,
  role: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: pod-reader:all
rules:
  - apiGroups: [""]
    resources: [pods, pods/log]
    resourceNames: [web]
    verbs: [get, list]
`,
  clusterRole: `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: monitoring
aggregationRule:
  clusterRoleSelectors:
    - matchLabels:
        rbac.example.com/aggregate-to-monitoring: "true"
rules:
  - nonResourceURLs: [/healthz, /healthz/*]
    verbs: [get]
`,
  roleBinding: `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: read-pods
subjects:
  - kind: User
    name: jane
    apiGroup: rbac.authorization.k8s.io
  - kind: ServiceAccount
    name: default
    namespace: kube-system
roleRef:
  kind: Role
  name: pod-reader
  apiGroup: rbac.authorization.k8s.io
`,
  serviceAccount: `
apiVersion: v1
kind: ServiceAccount
metadata:
  name: build-robot
automountServiceAccountToken: false
imagePullSecrets:
  - name: myregistrykey
`,
  persistentVolume: `
apiVersion: v1
kind: PersistentVolume
metadata:
  name: example-local
spec:
  capacity:
    storage: 100Gi
  volumeMode: Filesystem
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: local-storage
  local:
    path: /mnt/disks/ssd1
  nodeAffinity:
    required:
      nodeSelectorTerms:
        - matchExpressions:
            - key: kubernetes.io/hostname
              operator: In
              values: [example-node]
`,
  nfsVolume: `
apiVersion: v1
kind: PersistentVolume
metadata:
  name: nfs
spec:
  capacity: {storage: 5Gi}
  accessModes: [ReadWriteMany]
  mountOptions: [hard, nfsvers=4.1]
  nfs:
    path: /tmp
    server: 172.17.0.2
`,
  persistentVolumeClaim: `
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: claim
spec:
  accessModes: [ReadWriteOnce]
  volumeMode: Filesystem
  resources:
    requests:
      storage: 8Gi
  storageClassName: ""
  selector:
    matchLabels:
      release: stable
    matchExpressions:
      - {key: environment, operator: In, values: [dev]}
`,
  storageClass: `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: low-latency
  annotations:
    storageclass.kubernetes.io/is-default-class: "false"
provisioner: csi-driver.example-vendor.example
reclaimPolicy: Retain
allowVolumeExpansion: true
mountOptions: [discard]
volumeBindingMode: WaitForFirstConsumer
parameters:
  guaranteedReadWriteLatency: "true"
`,
  configMap: `
apiVersion: v1
kind: ConfigMap
metadata:
  name: game-demo
immutable: true
data:
  player_initial_lives: "3"
  game.properties: |
    enemy.types=aliens,monsters
binaryData:
  logo.png: iVBORw0KGgo=
`,
  secret: `
apiVersion: v1
kind: Secret
metadata:
  name: shop-tls
type: kubernetes.io/tls
data:
  tls.crt: Y2VydA==
stringData:
  tls.key: key
`,
  resourceQuota: `
apiVersion: v1
kind: ResourceQuota
metadata:
  name: pods-high
spec:
  hard:
    cpu: "1000"
    memory: 200Gi
    pods: 10
    requests.nvidia.com/gpu: 4
  scopeSelector:
    matchExpressions:
      - operator: In
        scopeName: PriorityClass
        values: [high]
`,
  limitRange: `
apiVersion: v1
kind: LimitRange
metadata:
  name: cpu-resource-constraint
spec:
  limits:
    - type: Container
      default:
        cpu: 500m
      defaultRequest:
        cpu: 500m
      max:
        cpu: "1"
      min:
        cpu: 100m
`,
  priorityClass: `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata:
  name: high-priority
value: 1000000
globalDefault: false
preemptionPolicy: Never
description: For important pods only.
`,
  validatingAdmissionPolicy: `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: demo-policy.example.com
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - apiGroups: [apps]
        apiVersions: [v1]
        operations: [CREATE, UPDATE]
        resources: [deployments]
  validations:
    - expression: object.spec.replicas <= 5
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: demo-binding-test.example.com
spec:
  policyName: demo-policy.example.com
  validationActions: [Deny]
  matchResources:
    namespaceSelector:
      matchLabels:
        environment: test
`,
  validatingWebhook: `
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: pod-policy.example.com
webhooks:
  - name: pod-policy.example.com
    rules:
      - apiGroups: [""]
        apiVersions: [v1]
        operations: [CREATE]
        resources: [pods]
        scope: Namespaced
    clientConfig:
      service:
        namespace: example-namespace
        name: example-service
      caBundle: Q0E=
    admissionReviewVersions: [v1]
    sideEffects: None
    timeoutSeconds: 5
`,
  namespace: `
apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    pod-security.kubernetes.io/enforce: restricted
`,
  customResourceDefinition: `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: crontabs.stable.example.com
spec:
  group: stable.example.com
  scope: Namespaced
  names:
    plural: crontabs
    singular: crontab
    kind: CronTab
    shortNames: [ct]
  versions:
    - name: v1
      served: true
      storage: true
      subresources:
        status: {}
        scale:
          specReplicasPath: .spec.replicas
          statusReplicasPath: .status.replicas
      additionalPrinterColumns:
        - name: Spec
          type: string
          jsonPath: .spec.cronSpec
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [cronSpec]
              properties:
                cronSpec:
                  type: string
                  pattern: "^(\\\\d+|\\\\*)(/\\\\d+)?(\\\\s+(\\\\d+|\\\\*)(/\\\\d+)?){4}$"
                image:
                  type: string
                  minLength: 1
                replicas:
                  type: integer
                  minimum: 1
                  maximum: 10
                  default: 1
                policy:
                  type: string
                  enum: [Allow, Forbid]
                maxUnavailable:
                  x-kubernetes-int-or-string: true
                labels:
                  type: object
                  additionalProperties:
                    type: string
                anything:
                  type: object
                  x-kubernetes-preserve-unknown-fields: true
                hosts:
                  type: array
                  maxItems: 2
                  items:
                    type: object
                    required: [name]
                    properties:
                      name:
                        type: string
                      weight:
                        type: number
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
            status:
              type: object
              nullable: true
              properties:
                replicas:
                  type: integer
`,
  customResource: `
apiVersion: stable.example.com/v1
kind: CronTab
metadata:
  name: my-new-cron-object
  labels:
    team: a
spec:
  cronSpec: "* * * * */5"
  image: my-awesome-cron-image
  policy: Allow
  maxUnavailable: 10%
  labels:
    a: b
  anything:
    goes: [1, two, {three: 3}]
  hosts:
    - name: one
      weight: 0.5
    - name: two
`,
  list: `
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Namespace
    metadata:
      name: first
  - apiVersion: v1
    kind: ConfigMap
    metadata:
      name: second
    data:
      a: b
`,
}
