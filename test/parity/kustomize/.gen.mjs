// ../../tmp/gen.ts
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join2 } from "node:path";
import fc2 from "fast-check";

// test/parity/kustomize/corpus.ts
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAllDocuments, stringify } from "yaml";

// src/json.ts
var isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

// test/parity/kustomize/corpus.ts
var here = fileURLToPath(new URL(".", import.meta.url));
var writeDirectory = async (to, { files, root = "." }) => {
  await mkdir(to);
  for (const [path, content] of Object.entries(files)) {
    const file = join(to, path);
    await mkdir(path.endsWith("/") ? file : dirname(file), { recursive: true });
    if (path.endsWith("/")) continue;
    if (isObject(content) && typeof content.symlink === "string") await symlink(content.symlink, file);
    else await writeFile(file, await bytesOf(content, to));
  }
  return join(to, root);
};
var write = (value) => stringify(value, { version: "1.1", aliasDuplicateObjects: false, lineWidth: 0 });
var bytesOf = async (content, directory2) => {
  if (typeof content === "string") return content.replaceAll("$DIRECTORY", directory2);
  if (isObject(content)) {
    if (typeof content.base64 === "string") return Buffer.from(content.base64, "base64");
    if (typeof content.shared === "string") return readFile(join(here, "shared", content.shared));
  }
  return Array.isArray(content) ? content.map(write).join("---\n") : write(content);
};

// test/parity/kustomize/generate.ts
import fc from "fast-check";
var directory = fc.gen().map((draw) => {
  const files = {};
  const bases = Array.from({ length: oneOf(draw, [1, 1, 2]) }, (_, i) => base(draw, files, `base${i}`, i));
  let layers = bases;
  for (let i = 0; i < oneOf(draw, [0, 1, 1, 2]); i++) layers = [overlay(draw, files, `overlay${i}`, layers)];
  const top = overlay(draw, files, "top", layers);
  return { root: top.path, files };
});
var oneOf = (draw, items) => draw(fc.constantFrom, ...items);
var chance = (draw, percent) => draw(() => fc.integer({ min: 0, max: 99 })) < percent;
var some = (draw, items, maxLength) => draw(() => fc.shuffledSubarray([...items], { maxLength: Math.min(maxLength, items.length) }));
var NAMES = ["a", "b", "c"];
var LABELS = [{ team: "x" }, { app: "z", tier: "1" }, { "example.com/part": "true" }];
var base = (draw, files, path, index) => {
  const namespace = oneOf(draw, [void 0, void 0, void 0, "n1"]);
  const kinds = Object.keys(MANIFESTS).filter((kind) => index === 0 || !KEPT.includes(kind));
  const pool = kinds.flatMap((kind) => (kind === "Namespace" ? ["a"] : NAMES).map((name) => ({ kind, name })));
  const chosen = some(draw, pool, 7);
  const manifests = chosen.map(({ kind, name }) => manifest(draw, kind, name, namespace));
  const half = Math.ceil(manifests.length / 2);
  files[`${path}/one.yaml`] = manifests.slice(0, half);
  files[`${path}/two.yaml`] = manifests.slice(half);
  const objects = manifests.map(knownOf);
  const layer = { path, resources: ["one.yaml", "two.yaml"], objects, isRenamed: index > 0 || chance(draw, 30) };
  return written(draw, files, layer);
};
var overlay = (draw, files, path, layers) => {
  const below = layers.flatMap(({ objects: objects2 }) => objects2);
  const own = chance(draw, 40) ? [manifest(draw, oneOf(draw, Object.keys(MANIFESTS)), `own-${path}`, void 0)] : [];
  if (own.length > 0) files[`${path}/own.yaml`] = own;
  const objects = [...below, ...own.map(knownOf)];
  const resources = [...layers.map((layer) => `../${layer.path}`), ...own.length > 0 ? ["own.yaml"] : []];
  const components = [];
  if (chance(draw, 30)) {
    const component = `component-${path}`;
    components.push(`../${component}`);
    files[`${component}/kustomization.yaml`] = {
      apiVersion: "kustomize.config.k8s.io/v1alpha1",
      kind: "Component",
      ...fieldsOf(draw, files, component, objects, 12, true)
    };
  }
  return written(draw, files, { path, resources, components, objects, isRenamed: chance(draw, 40) });
};
var written = (draw, files, { path, resources, components = [], objects, isRenamed }) => {
  const prefix = isRenamed ? `${path.slice(0, 1)}${path.slice(-1)}-` : "";
  const suffix = chance(draw, 20) ? `-${path.slice(-2)}` : "";
  const namespace = chance(draw, 25) ? oneOf(draw, ["n1", "n2"]) : void 0;
  files[`${path}/${oneOf(draw, ["kustomization.yaml", "kustomization.yaml", "kustomization.yml", "Kustomization"])}`] = {
    resources,
    ...components.length > 0 ? { components } : {},
    ...prefix === "" ? {} : { namePrefix: prefix },
    ...suffix === "" ? {} : { nameSuffix: suffix },
    ...namespace === void 0 ? {} : { namespace },
    ...fieldsOf(draw, files, path, objects, 18, false)
  };
  const renamed = objects.map(
    (one) => KEPT.includes(one.kind) ? one : {
      ...one,
      name: `${prefix}${one.name}${suffix}`,
      namespace: isOfCluster(one.kind) ? void 0 : namespace ?? one.namespace
    }
  );
  return { path, objects: renamed };
};
var KEPT = ["Namespace", "CustomResourceDefinition"];
var isOfCluster = (kind) => MANIFESTS[kind]?.[1] === true;
var fieldsOf = (draw, files, path, objects, percent, isComponent) => {
  const fields = {};
  const with_ = (field, of, more = 0) => {
    const value = chance(draw, percent + more) ? of() : void 0;
    if (value !== void 0) fields[field] = value;
  };
  const list = (of, maximum = 2) => Array.from({ length: draw(() => fc.integer({ min: 1, max: maximum })) }, of).filter(
    (item) => item !== void 0
  );
  const workloads = objects.filter(({ kind }) => kind === "Deployment" || kind === "StatefulSet");
  with_("patches", () => list(() => patch(draw, files, path, objects), 3), 30);
  with_("patchesStrategicMerge", () => {
    const merge = strategic(draw, objects);
    return merge === void 0 ? void 0 : [write(merge)];
  });
  with_("patchesJson6902", () => list(() => operations(draw, files, path, objects, true)));
  with_(
    "labels",
    () => list(() => ({
      pairs: oneOf(draw, LABELS),
      ...chance(draw, 40) ? { includeSelectors: chance(draw, 70) } : {},
      ...chance(draw, 40) ? { includeTemplates: chance(draw, 70) } : {},
      ...chance(draw, 20) ? { fields: [{ path: "spec/labels", kind: "Thing", create: chance(draw, 50) }] } : {}
    }))
  );
  with_("commonLabels", () => oneOf(draw, LABELS));
  with_("commonAnnotations", () => oneOf(draw, [{ note: "x" }, { "example.com/n": "1", note: "yes" }]));
  with_("images", () => list(() => image(draw)), 10);
  with_(
    "replicas",
    () => workloads.length === 0 ? void 0 : list(() => {
      const { name, original } = oneOf(draw, workloads);
      return { name: chance(draw, 50) ? name : original, count: draw(() => fc.nat(9)) };
    })
  );
  with_("configMapGenerator", () => generators(draw, files, path, objects, "ConfigMap"), 15);
  with_("secretGenerator", () => generators(draw, files, path, objects, "Secret"), 10);
  with_("generatorOptions", () => options(draw));
  with_("replacements", () => list(() => replacement(draw, objects)));
  if (isComponent) {
    with_("namePrefix", () => "k-");
    with_("nameSuffix", () => "-k");
    with_("namespace", () => oneOf(draw, ["n1", "n2"]), -8);
    return fields;
  }
  with_("buildMetadata", () => [...some(draw, ["originAnnotations", "transformerAnnotations", "managedByLabel"], 3)]);
  with_(
    "sortOptions",
    () => oneOf(draw, [
      { order: "fifo" },
      { order: "legacy" },
      { order: "legacy", legacySortOptions: { orderFirst: ["Thing", "Deployment"], orderLast: ["ConfigMap"] } }
    ])
  );
  return fields;
};
var patch = (draw, files, path, objects) => {
  if (chance(draw, 40)) return operations(draw, files, path, objects, false);
  const merge = strategic(draw, objects);
  if (merge === void 0) return void 0;
  const mayRename = chance(draw, 10);
  const kind = String(merge.kind);
  const target = chance(draw, 30) || mayRename ? { target: { kind, name: nameOf(merge) } } : {};
  const named = mayRename ? { ...merge, metadata: { name: oneOf(draw, ["renamed", ...NAMES]) } } : merge;
  return { patch: write(named), ...target, ...mayRename ? { options: { allowNameChange: true } } : {} };
};
var strategic = (draw, objects) => {
  if (objects.length === 0) return void 0;
  const { kind, apiVersion, name, original, namespace } = oneOf(draw, objects);
  const metadata = {
    name: chance(draw, 90) ? name : original,
    ...namespace === void 0 ? {} : { namespace },
    ...chance(draw, 30) ? { labels: { patched: oneOf(draw, ["yes", null]), app: "a" } } : {},
    ...chance(draw, 20) ? { annotations: { patched: "1" } } : {}
  };
  const changes = PATCHES[kind] ?? [{ spec: { patched: [1, "two"], nothing: null } }];
  const deletion = chance(draw, 4) ? { $patch: "delete" } : {};
  return { ...deletion, apiVersion, kind, metadata, ...oneOf(draw, changes) };
};
var podSpec = (spec) => ({ spec: { template: { spec } } });
var WORKLOAD = [
  { spec: { replicas: 5, paused: true } },
  { spec: { replicas: null } },
  podSpec({ containers: [{ name: "main", env: [{ name: "NEW", value: "1" }], envFrom: [{ configMapRef: { name: "a" } }] }] }),
  podSpec({ containers: [{ name: "side", $patch: "delete" }] }),
  podSpec({ containers: [{ name: "new", image: "nginx" }], volumes: [{ name: "v", configMap: { name: "b" } }] }),
  podSpec({ volumes: [{ $patch: "replace" }, { name: "only", secret: { secretName: "a" } }] })
];
var PATCHES = {
  Deployment: WORKLOAD,
  StatefulSet: WORKLOAD,
  Service: [{ spec: { ports: [{ port: 80, name: "patched" }, { port: 81 }] } }, { spec: { selector: { app: null } } }],
  ConfigMap: [{ data: { x: "patched", new: "yes" } }, { data: null }],
  Secret: [{ data: { x: "cGF0Y2hlZA==" } }, { type: "patched" }]
};
var operations = (draw, files, path, objects, isNamed) => {
  if (objects.length === 0) return void 0;
  const { kind, name, original } = oneOf(draw, objects);
  const target = oneOf(draw, [
    { kind, name },
    { kind, name: original },
    { kind: `${kind}|Nothing`, name: `.*${original}.*` },
    ...isNamed ? [] : [{ kind }, { labelSelector: "app in (a, b)" }, { labelSelector: "!app", kind }]
  ]);
  const change = oneOf(draw, [
    { op: "add", path: "/metadata/annotations", value: { operated: "yes" } },
    { op: "add", path: "/operated", value: { list: [1, "1", null] } },
    { op: "replace", path: "/apiVersion", value: "v1" },
    { op: "copy", from: "/metadata/name", path: "/copied" },
    { op: "test", path: "/metadata/name", value: name },
    ...chance(draw, 20) ? [{ op: "replace", path: "/metadata/name", value: `${original}-moved` }] : []
  ]);
  if (chance(draw, 70)) return { target, patch: write([change]) };
  const file = `ops-${kind}-${original}.json`;
  files[`${path}/${file}`] = JSON.stringify([change]);
  return { target, path: file };
};
var image = (draw) => ({
  name: oneOf(draw, ["nginx", "reg:5000/team/app", "docker.io/library/busybox"]),
  ...oneOf(draw, [
    { newTag: "2.0" },
    { newName: "nginx" },
    { digest: "sha256:abc" },
    { newName: "other:5000/x", newTag: "latest" },
    { newTag: "3", digest: "sha256:def" }
  ])
});
var options = (draw) => ({
  ...chance(draw, 40) ? { disableNameSuffixHash: chance(draw, 80) } : {},
  ...chance(draw, 40) ? { labels: { generated: "yes", n: "1" } } : {},
  ...chance(draw, 30) ? { annotations: { generated: "true" } } : {},
  ...chance(draw, 20) ? { immutable: true } : {}
});
var generators = (draw, files, path, objects, kind) => {
  const there = objects.filter((one) => one.kind === kind);
  const args = (name) => {
    const merged = there.length > 0 && chance(draw, 50) ? oneOf(draw, there) : void 0;
    const sources = {
      ...chance(draw, 70) ? { literals: [...some(draw, ["x=1", "y=two words", 'z="quoted"', "w="], 3)] } : {},
      ...chance(draw, 30) ? { files: [oneOf(draw, ["text.txt", "key=text.txt", "bytes.bin"])] } : {},
      ...chance(draw, 20) ? { envs: ["some.env"] } : {}
    };
    if (sources.files !== void 0) {
      files[`${path}/text.txt`] = "one\n  two\n";
      files[`${path}/bytes.bin`] = { base64: "/wD+gIGC" };
    }
    if (sources.envs !== void 0) files[`${path}/some.env`] = '# none\nE=1\nF="2"\n';
    return {
      name: merged === void 0 ? name : merged.original,
      ...merged === void 0 ? {} : { behavior: oneOf(draw, ["merge", "merge", "replace"]) },
      ...merged?.namespace === void 0 ? {} : { namespace: merged.namespace },
      ...kind === "Secret" && chance(draw, 20) ? { type: "example.com/some" } : {},
      ...sources,
      ...chance(draw, 25) ? { options: options(draw) } : {}
    };
  };
  return [args(chance(draw, 40) && there.length === 0 ? oneOf(draw, NAMES) : `g-${path}`)];
};
var replacement = (draw, objects) => {
  if (objects.length < 2) return void 0;
  const source = oneOf(draw, objects);
  const target = oneOf(draw, objects);
  const named = ({ kind, name, original, namespace }) => ({
    kind,
    name: chance(draw, 85) ? name : original,
    ...namespace === void 0 ? {} : { namespace }
  });
  return {
    source: {
      ...named(source),
      ...oneOf(draw, [{}, { fieldPath: "metadata.name" }, { fieldPath: "kind" }]),
      ...chance(draw, 15) ? { options: { delimiter: "-", index: 0 } } : {}
    },
    targets: [
      {
        select: chance(draw, 70) ? named(target) : { kind: target.kind },
        ...chance(draw, 15) ? { reject: [{ name: target.original }] } : {},
        ...oneOf(draw, [
          { fieldPaths: ["metadata.annotations.replaced"], options: { create: true } },
          { fieldPaths: ["metadata.annotations.[example.com/a]", "spec.new.deep"], options: { create: true } },
          { fieldPaths: ["apiVersion"], options: { delimiter: "/", index: 1 } }
        ])
      }
    ]
  };
};
var knownOf = (value) => {
  const metadata = value.metadata;
  return {
    kind: String(value.kind),
    apiVersion: String(value.apiVersion),
    name: String(metadata.name),
    original: String(metadata.name),
    namespace: typeof metadata.namespace === "string" ? metadata.namespace : void 0
  };
};
var nameOf = (value) => knownOf(value).name;
var manifest = (draw, kind, name, namespace) => {
  const [apiVersion, isOfCluster2, of] = MANIFESTS[kind];
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...namespace === void 0 || isOfCluster2 ? {} : { namespace },
      ...chance(draw, 40) ? { labels: { app: name } } : {},
      ...chance(draw, 20) ? { annotations: { note: "true" } } : {}
    },
    ...of(draw, () => oneOf(draw, NAMES))
  };
};
var podOf = (draw, name) => ({
  ...chance(draw, 40) ? { serviceAccountName: name() } : {},
  ...chance(draw, 20) ? { imagePullSecrets: [{ name: name() }] } : {},
  ...chance(draw, 20) ? { initContainers: [{ name: "init", image: "docker.io/library/busybox@sha256:123" }] } : {},
  containers: [
    {
      name: "main",
      image: oneOf(draw, ["nginx", "nginx:1.25", "reg:5000/team/app:1", "docker.io/library/busybox"]),
      ...chance(draw, 40) ? { envFrom: [{ configMapRef: { name: name() } }, { secretRef: { name: name() } }] } : {},
      ...chance(draw, 40) ? { env: [{ name: "A", valueFrom: { secretKeyRef: { name: name(), key: "x" } } }, { name: "B", value: "b" }] } : {}
    },
    { name: "side", image: "reg:5000/team/app" }
  ],
  ...chance(draw, 40) ? {
    volumes: [
      { name: "v", secret: { secretName: name() } },
      { name: "w", projected: { sources: [{ configMap: { name: name() } }, { secret: { name: name() } }] } },
      { name: "x", persistentVolumeClaim: { claimName: name() } }
    ]
  } : {}
});
var workload = (more) => (draw, name) => ({
  spec: {
    ...chance(draw, 60) ? { replicas: 1 } : {},
    selector: { matchLabels: { app: "a" } },
    template: {
      ...chance(draw, 70) ? { metadata: { labels: { app: "a" } } } : {},
      spec: podOf(draw, name)
    },
    ...more(name)
  }
});
var MANIFESTS = {
  Deployment: ["apps/v1", false, workload(() => ({}))],
  StatefulSet: [
    "apps/v1",
    false,
    workload((name) => ({
      serviceName: name(),
      volumeClaimTemplates: [{ metadata: { name: "data" }, spec: { storageClassName: name() } }]
    }))
  ],
  CronJob: [
    "batch/v1",
    false,
    (draw, name) => ({ spec: { jobTemplate: { spec: { template: { spec: podOf(draw, name) } } } } })
  ],
  Service: ["v1", false, (draw) => ({ spec: { ports: [{ port: 80 }], ...chance(draw, 70) ? { selector: { app: "a" } } : {} } })],
  ConfigMap: ["v1", false, (draw) => ({ data: { x: oneOf(draw, ["1", "yes", "one\ntwo\n"]), y: "a/b" } })],
  Secret: ["v1", false, () => ({ type: "Opaque", data: { x: "eA==" } })],
  ServiceAccount: ["v1", false, (_, name) => ({ imagePullSecrets: [{ name: name() }] })],
  PersistentVolumeClaim: ["v1", false, (_, name) => ({ spec: { storageClassName: name(), volumeName: name() } })],
  PersistentVolume: ["v1", true, (_, name) => ({ spec: { storageClassName: name(), claimRef: { name: name() } } })],
  StorageClass: ["storage.k8s.io/v1", true, () => ({ provisioner: "none" })],
  Role: [
    "rbac.authorization.k8s.io/v1",
    false,
    (_, name) => ({ rules: [{ resources: ["secrets", "configmaps"], resourceNames: [name(), name()] }] })
  ],
  RoleBinding: [
    "rbac.authorization.k8s.io/v1",
    false,
    (draw, name) => ({
      roleRef: { kind: oneOf(draw, ["Role", "ClusterRole"]), name: name() },
      subjects: [
        { kind: "ServiceAccount", name: name() },
        { kind: "ServiceAccount", name: name(), namespace: oneOf(draw, ["n1", "default"]) },
        { kind: "ServiceAccount", name: "default" }
      ]
    })
  ],
  ClusterRole: ["rbac.authorization.k8s.io/v1", true, (_, name) => ({ rules: [{ resourceNames: [name()] }] })],
  ClusterRoleBinding: [
    "rbac.authorization.k8s.io/v1",
    true,
    (_, name) => ({
      roleRef: { kind: "ClusterRole", name: name() },
      subjects: [{ kind: "ServiceAccount", name: name(), namespace: "n1" }]
    })
  ],
  Ingress: [
    "networking.k8s.io/v1",
    false,
    (_, name) => ({
      spec: {
        tls: [{ secretName: name() }],
        rules: [{ http: { paths: [{ backend: { service: { name: name(), port: { number: 80 } } } }] } }]
      }
    })
  ],
  HorizontalPodAutoscaler: [
    "autoscaling/v2",
    false,
    (draw, name) => ({
      spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: oneOf(draw, ["Deployment", "StatefulSet"]), name: name() } }
    })
  ],
  PodDisruptionBudget: ["policy/v1", false, () => ({ spec: { selector: { matchLabels: { app: "a" } } } })],
  NetworkPolicy: [
    "networking.k8s.io/v1",
    false,
    () => ({ spec: { podSelector: { matchLabels: { app: "a" } }, ingress: [{ from: [{ podSelector: { matchLabels: { app: "b" } } }] }] } })
  ],
  ValidatingWebhookConfiguration: [
    "admissionregistration.k8s.io/v1",
    true,
    (draw, name) => ({
      webhooks: [{ name: "w", clientConfig: { service: { name: name(), namespace: oneOf(draw, ["n1", "default"]) } } }]
    })
  ],
  Namespace: ["v1", true, () => ({})],
  CustomResourceDefinition: ["apiextensions.k8s.io/v1", true, () => ({ spec: { group: "example.com" } })],
  Thing: ["example.com/v1", false, (_, name) => ({ spec: { list: [{ name: "x" }], ref: { name: name() }, flag: "yes" } })]
};

// ../../tmp/gen.ts
var seed = Number(process.argv[2]);
var numRuns = Number(process.argv[3]);
var folder = await mkdtemp(join2(tmpdir(), "parity-"));
var t0 = Date.now();
var todo = fc2.sample(directory, { seed, numRuns }).map((d, i) => [i, d]);
console.log("sampled", Date.now() - t0);
var again = JSON.stringify(fc2.sample(directory, { seed, numRuns: 5 }));
console.log("deterministic", again === JSON.stringify(todo.slice(0, 5).map((x) => x[1])));
var bad = 0;
var why = {};
var worker = async () => {
  for (let x = todo.shift(); x; x = todo.shift()) {
    const path = await writeDirectory(join2(folder, String(x[0])), x[1]);
    const r = await new Promise((res) => execFile("kubectl", ["kustomize", path], { maxBuffer: 2 ** 26 }, (e, o, m) => res({ refused: e !== null, o, m })));
    if (r.refused) {
      bad++;
      const k = r.m.replace(/\s+/g, " ").replace(/\/tmp\/\S+/g, "P").replace(/[a-z0-9]+-[a-z0-9-]+/g, "N").slice(-110);
      (why[k] ??= []).push(x[0]);
    }
  }
};
await Promise.all([worker(), worker()]);
for (const [k, v] of Object.entries(why).sort((a, b) => b[1].length - a[1].length)) console.log(v.length, v.slice(0, 3).join(), k);
console.log({ numRuns, refused: bad, ms: Date.now() - t0, folder });
await rm(folder, { recursive: true });
