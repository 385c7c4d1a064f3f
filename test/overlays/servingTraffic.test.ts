import t from 'tap'
import { gpuResource } from '../../overlays/gpu.js'
import { serving } from '../../overlays/serving/index.js'
import type { ServingInput } from '../../overlays/serving/table.js'
import type { Deployment, HorizontalPodAutoscaler, Ingress, Service } from '../../src/kube/types.js'
import { envOf, podOf } from '../support/objects.js'
import { built } from '../support/streams.js'
import { domain, errors, find, forms, stream, variable } from './servingForms.js'

t.test('an autoscaler rules the number of pods, and nobody else does', async (t) => {
  const manifests = stream(forms.complete)
  for (const of of ['inference', 'triton'])
    t.equal(find<Deployment>(manifests, 'Deployment', `-${of}`)?.spec?.replicas, undefined)
  t.match(find<HorizontalPodAutoscaler>(manifests, 'HorizontalPodAutoscaler', '-inference'), {
    apiVersion: 'autoscaling/v2',
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'clearml-serving-inference' },
      minReplicas: 1,
      maxReplicas: 11,
      metrics: [{ resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    },
  })
  t.same(
    find<HorizontalPodAutoscaler>(manifests, 'HorizontalPodAutoscaler', '-triton')?.spec?.metrics?.map(
      ({ resource }) => [resource?.name, resource?.target.averageUtilization],
    ),
    [['memory', 75]],
  )
  const scaled = (inference: NonNullable<ServingInput['inference']>) =>
    errors({ ...forms.withoutStatistics, inference })
  t.match(scaled({ replicas: 3, autoscaling: { enabled: true } }), [
    /serving\.inference\.replicas: expected none: the autoscaler rules the number of pods/,
  ])
  t.match(scaled({ autoscaling: { maxReplicas: 3 } }), [
    /serving\.inference\.autoscaling\.maxReplicas: expected none: serving\.inference\.autoscaling\.enabled is false/,
  ])
  t.match(scaled({ autoscaling: { enabled: true, minReplicas: 5, maxReplicas: 3 } }), [
    /serving\.inference\.autoscaling\.minReplicas: expected at most 3, as maxReplicas/,
  ])
  t.match(scaled({ autoscaling: { enabled: true }, resources: { requests: { cpu: null } } as never }), [
    /serving\.inference\.resources\.requests\.cpu: expected a request: the autoscaler counts in percent of it/,
  ])
  t.equal(
    find<Deployment>(
      stream({ ...forms.withoutStatistics, inference: { replicas: 3 } }),
      'Deployment',
      '-inference',
    )?.spec?.replicas,
    3,
  )
})

t.test('there is one pod of statistics, for each would count every request', async (t) => {
  t.match(find<Deployment>(stream(forms.complete), 'Deployment', '-statistics')?.spec, {
    replicas: 1,
    strategy: { type: 'Recreate' },
  })
  t.match(errors({ ...forms.outsideKafka, statistics: { replicas: 2 } as never }), [
    /serving\.statistics\.replicas/,
  ])
})

t.test('requests come in by an Ingress: HTTP to inference, gRPC to Triton', async (t) => {
  const manifests = stream(forms.complete)
  t.match(find<Ingress>(manifests, 'Ingress', '-inference'), {
    metadata: { annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '0' } },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['models.example.com'], secretName: 'models-tls' }],
      rules: [
        {
          host: 'models.example.com',
          http: { paths: [{ path: '/', backend: { service: { port: { name: 'http' } } } }] },
        },
      ],
    },
  })
  t.match(find<Ingress>(manifests, 'Ingress', '-triton'), {
    metadata: { annotations: { 'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC' } },
    spec: { rules: [{ http: { paths: [{ backend: { service: { port: { name: 'grpc' } } } }] } }] },
  })
  const grpc = (controller: string) => {
    const ingress = { host: 'grpc.example.com', controller, tlsSecret: null }
    const made = stream({ ...forms.withoutStatistics, triton: { enabled: true, ingress } })
    return [
      find<Ingress>(made, 'Ingress', '-triton')?.metadata?.annotations,
      find<Service>(made, 'Service', '-triton')?.metadata?.annotations,
    ]
  }
  t.match(grpc('traefik')[1], { 'traefik.ingress.kubernetes.io/service.serversscheme': 'h2c' })
  t.match(grpc('alb')[0], { 'alb.ingress.kubernetes.io/backend-protocol-version': 'GRPC' })
  t.match(grpc('haproxy')[0], { 'haproxy.org/server-proto': 'h2' })
})

t.test('a load balancer asks for a path that inference answers', async (t) => {
  const ingress = { host: 'models.example.com', controller: 'alb', annotations: { a: 'b' }, path: '/serve' }
  const made = stream({ ...forms.withoutStatistics, inference: { ingress } })
  t.match(find<Service>(made, 'Service', '-inference')?.metadata?.annotations, {
    'alb.ingress.kubernetes.io/healthcheck-path': '/docs',
  })
  t.match(find<Ingress>(made, 'Ingress', '-inference'), {
    metadata: { annotations: { a: 'b' } },
    spec: { rules: [{ http: { paths: [{ path: '/serve' }] } }] },
  })
})

t.test('values of an Ingress that cannot be are refused, what is not known is warned of', async (t) => {
  const host = 'models.example.com'
  const refused = (ingress: NonNullable<NonNullable<ServingInput['inference']>['ingress']>) =>
    errors({ ...forms.withoutStatistics, inference: { ingress } })
  t.match(refused({ tlsSecret: 'tls' }), [
    /serving\.inference\.ingress\.tlsSecret: expected none: .*there is no Ingress/,
  ])
  t.match(refused({ host, controller: 'alb', tlsSecret: 'tls' }), [
    /tlsSecret: expected none: alb takes its certificate/,
  ])
  t.match(
    errors({
      ...forms.withoutStatistics,
      inference: { ingress: { host } },
      triton: { enabled: true, ingress: { host } },
    }),
    [/serving\.triton\.ingress\.host: expected another host or path/],
  )
  const warned = (own: ServingInput) =>
    built({
      overlays: [serving({ ...forms.withoutStatistics, ...own })],
      values: { ...domain, urls: { scheme: 'https' } },
    }).warnings.join('\n')
  t.match(warned({ inference: { ingress: { host } } }), /serving\.inference\.ingress\.controller is not set/)
  t.match(
    warned({ inference: { ingress: { host, controller: 'gce' } } }),
    /the path \/docs by a BackendConfig/,
  )
  t.match(
    warned({ triton: { enabled: true, ingress: { host, controller: 'openshift' } } }),
    /how the ingress controller openshift is told that Triton speaks gRPC[\s\S]*gRPC with TLS only/,
  )
  t.equal(warned({}), '')
})

t.test('Triton reserves its GPUs, and has none without', async (t) => {
  const triton = (own: NonNullable<ServingInput['triton']>) => {
    const manifests = stream({ ...forms.withoutStatistics, triton: { enabled: true, ...own } })
    return podOf(manifests, 'serving-triton')
  }
  t.same(triton({ gpus: 2 }).main.resources, {
    requests: { cpu: '1', memory: '4Gi' },
    limits: { 'nvidia.com/gpu': '2' },
  })
  t.match(triton({ gpus: 1, gpu: { migProfile: '1g.5gb' } }).main.resources?.limits, {
    [gpuResource({
      gpus: 1,
      gpu: { vendor: 'nvidia', migProfile: '1g.5gb', shared: false, resource: null },
      runtimeClassName: null,
    })]: '1',
  })
  t.match(triton({ gpus: 1, gpu: { vendor: 'amd' } }).main.resources?.limits, { 'amd.com/gpu': '1' })
  t.equal(triton({ gpus: 1, runtimeClassName: 'nvidia' }).spec.runtimeClassName, 'nvidia')
  t.match(find<Deployment>(stream(forms.complete), 'Deployment', '-triton')?.spec?.strategy, {
    rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
  })
  const without = triton({})
  t.match(envOf(without.main), { NVIDIA_VISIBLE_DEVICES: 'void' })
  t.notMatch(JSON.stringify(without.main.resources), 'gpu')
  const refused = (own: NonNullable<ServingInput['triton']>) =>
    errors({ ...forms.withoutStatistics, triton: { enabled: true, ...own } })
  t.match(refused({ gpu: { migProfile: '1g.5gb' } }), [
    /serving\.triton\.gpu\.migProfile: expected none: gpus is 0/,
  ])
  t.match(refused({ gpus: 1, gpu: { vendor: 'amd', migProfile: '1g.5gb' } }), [
    /serving\.triton\.gpu\.vendor: expected none beside gpu\.migProfile/,
  ])
  t.match(errors({ ...forms.withoutStatistics, triton: { gpus: 1 } }), [
    /serving\.triton\.gpus: expected none: serving\.triton\.enabled is false/,
  ])
})

t.test('inference knows Triton where there is one', async (t) => {
  const address = (own: ServingInput) => variable(own, 'inference', 'CLEARML_DEFAULT_TRITON_GRPC_ADDR')
  t.equal(address(forms.complete), 'clearml-serving-triton:8001')
  t.equal(address(forms.outsideKafka), undefined)
})
