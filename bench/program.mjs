// A program like an installation, with 10,000 objects and an overlay, in whatever build of the DSL it is given.
const COUNT = 10_000

const deployment = (name) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: ({ $ }) => ({ app: name, team: $.config.team }) },
  spec: {
    replicas: ({ $ }) => $.config.replicas,
    selector: { matchLabels: { app: name } },
    template: ({ $ }) => ({
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: 'main',
            image: `${$.config.registry}/main:1.2.3`,
            env: [{ name: 'URL', value: `http://${name}.${$.config.domain}:8080` }],
            ports: [{ name: 'http', containerPort: 8080 }],
            resources: { requests: { cpu: '1000m', memory: '512Mi' } },
          },
        ],
      },
    }),
  },
})

const names = Array.from({ length: COUNT }, (_, i) => `object-${i}`)

export const program = ({ add, edit, hidden, mix, obj }) => {
  const base = obj({
    config: hidden({ team: 'ml', replicas: 1, registry: 'registry.example.com', domain: 'example.com' }),
    ...Object.fromEntries(names.map((name) => [name, deployment(name)])),
  })
  const changed = edit(
    {
      config: { replicas: 2 },
      ...Object.fromEntries(
        names.map((name) => [
          name,
          { metadata: { labels: add({ tier: 'backend' }) }, spec: { replicas: 3 } },
        ]),
      ),
    },
    'overlay',
  )
  return () => mix(base, changed)
}
