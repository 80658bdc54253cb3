import { formatCount, formatList, formatSize } from '../../amount.ts'
import type { archiveWords as English } from '../english/archive.ts'

/** An archive and what is in it: the header, artifacts, the welcome view, failures. */
export const archiveWords: typeof English = {
  header: {
    image: '镜像',
    platform: '平台',
    images: '此归档中的镜像',
    platforms: '此镜像的平台',
    others: '非镜像',
    content: '显示的内容',
    otherTags: (tags) => `也称 ${formatList(tags)}`,
    absent: '不在此归档中的镜像',
    artifacts: {
      attestation: '证明（in-toto）',
      'build-cache': 'BuildKit 构建缓存',
      'compose-project': 'Compose 项目',
      'cosign-attestation': 'cosign 签名的证明',
      'cosign-signature': 'cosign 签名',
      'docker-plugin': 'Docker 插件',
      'helm-chart': 'Helm chart',
      'notation-signature': 'Notation 签名',
      sbom: '软件物料清单（SBOM）',
      'sigstore-bundle': 'Sigstore bundle',
      'wasm-module': 'WebAssembly 模块',
      unknown: '制品',
    },
    file: (path) => `归档：${path}`,
  },

  artifact: {
    pane: '制品',
    absent: '索引列出了此镜像，但归档中没有它的清单。多平台镜像在保存时往往只保存其中一个平台。',
    about: {
      attestation: '关于镜像的声明：它是如何构建的，或其中有什么。由构建工具放在镜像旁边，从不运行。',
      'build-cache': 'BuildKit 保留的层和记录，以免重新构建。',
      'compose-project': 'Compose 项目的文件，按仓库存储镜像的方式存储。',
      'cosign-attestation': '关于镜像的声明，由 cosign 签名。',
      'cosign-signature': 'cosign 签名：由谁为镜像担保。',
      'docker-plugin': 'Docker 引擎的插件：它的文件系统供引擎使用，不供容器使用。',
      'helm-chart': 'Chart：Helm 用来在集群中安装应用的模板。',
      'notation-signature': 'Notation 签名：由谁为镜像担保。',
      sbom: '组成镜像的软件清单。',
      'sigstore-bundle': '签名或证明，附带验证所需的全部信息。',
      'wasm-module': 'WebAssembly 程序：运行时不需要根文件系统。',
      unknown: '以镜像的方式存储，但不是镜像。',
    },
    facts: {
      tags: '标签',
      artifactType: '类型',
      digest: '摘要',
      mediaType: '媒体类型',
      platform: '平台',
      subject: '所指对象',
      role: '部分',
      size: '大小',
      states: '声明',
      of: '对象',
    },
    annotations: '注解',
    subjectElsewhere: '不在此归档中',
    showSubject: '显示所指对象',
    copyDigest: '复制摘要',
    parts: '清单与 blob',
    partList: '制品的清单与 blob',
    part: '选中的 blob',
    roles: { manifest: '清单', config: '配置', layer: 'Blob' },
    missing: '不在此归档中',
    predicates: [
      ['https://slsa.dev/provenance/', '来源证明（SLSA）'],
      ['https://slsa.dev/verification_summary/', '验证摘要（SLSA）'],
      ['https://spdx.dev/Document', '物料清单（SPDX）'],
      ['https://cyclonedx.org/bom', '物料清单（CycloneDX）'],
      ['https://in-toto.io/Link/', '构建步骤（in-toto link）'],
      ['https://in-toto.io/attestation/vulns', '漏洞（in-toto）'],
      ['https://cosign.sigstore.dev/attestation/vuln/', '漏洞（cosign）'],
      ['https://openvex.dev/ns', '可利用性（OpenVEX）'],
    ],
    subject: (name, digest) => [name, digest].filter(Boolean).join(' '),
    moreSubjects: (count) => `以及另外 ${formatCount(count)} 个`,
    noSubjects: '没有指明所指对象',
    summary: (blobs, bytes) => `${formatCount(blobs)} 个 blob · ${formatSize(bytes)}`,
    someMissing: (count) => (count === 0 ? '' : `${formatCount(count)} 个不在此归档中`),
  },

  modes: {
    label: '显示的内容',
    overview: '概览',
    files: '文件',
    compare: '比较…',
    hint: (name, key) => `${name}（${key}）`,
  },

  formats: {
    'docker-archive': 'docker 归档',
    'docker-legacy': '旧式 docker 归档',
    oci: 'OCI 布局',
    'root-file-system': '根文件系统',
  },

  opening: {
    title: (name) => `正在打开 ${name}`,
    starting: '正在启动',
  },

  failure: {
    title: '无法打开此归档',
    again: '重试',
    another: '打开其他归档…',
    imageTitle: '无法显示此镜像',
    engineTitle: '读取此归档失败',
    engine: (name) => `Onionskin 读取归档的进程在处理 ${name} 时停止了。窗口和您的文件都没有受损。`,
    engineReasons: (reason) => {
      if (reason === 'oom' || reason === 'memory-eviction') return '内存不足。'
      if (reason === 'killed') return '进程被外部终止。'
      if (reason === 'launch-failed') return '进程无法启动。'
      if (reason === 'stalled') return '要求停止时没有响应：文件所在的磁盘或网络共享可能已卡住。'
      return `原因：${reason}。`
    },
    advice: (code) => {
      switch (code) {
        case 'archive-empty':
        case 'archive-truncated':
        case 'archive-corrupt':
        case 'compression-truncated':
        case 'compression-corrupt':
          return '请重新复制，或在镜像所在处重新导出：docker save -o image.tar NAME。如果是下载的文件，请核对大小。'
        case 'archive-not-an-image':
          return 'Onionskin 可以打开 docker save、podman save、skopeo copy 和 buildx 写出的归档（压缩与否均可），以及 OCI 布局文件夹。'
        case 'archive-unreadable':
          return '请检查路径、权限，以及文件所在的磁盘或网络共享是否可用，然后重试。'
        case 'no-space':
        case 'temporary-unwritable':
          return '整体压缩的归档要先解压才能读取。请自行解压到有足够空间的磁盘，再打开解压后的文件。'
        default:
          return null
      }
    },
    reopen: '重新打开',
    code: (code) => `代码：${code}`,
  },

  welcome: {
    title: '这个镜像里有什么？',
    lead: '打开导出的容器镜像，查看每一层、容器能看到的文件，以及哪些内容被覆盖、哪些已删除仍随镜像分发。',
    drop: '将镜像归档拖放到此处',
    open: '打开…',
    sample: '试用示例',
    recent: '最近打开',
    clear: '清除',
    missing: '已不存在',
    formats:
      'docker save、podman save、skopeo、buildx 与 OCI 布局（tar、tar.gz、tgz、tar.zst、tar.xz）。不会运行任何内容，数据不会离开这台电脑。',
    version: (version) => `版本 ${version}`,
    dropToOpen: '松开即可打开',
    dropToOpenHint: '若此窗口正在使用，每个归档会在各自的窗口中打开。',
  },

  panes: {
    resize: '调整窗格大小',
    choose: '显示的窗格',
    layers: '层',
    files: '文件',
    details: '详情',
  },
}
