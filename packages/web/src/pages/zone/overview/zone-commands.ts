/** How somebody's computer begins to use a zone, in each of their shells. */

export interface Start {
  gatewayUrl: string
  zone: string
}

export function commandsOf({ gatewayUrl, zone }: Start): readonly { language: string; code: string }[] {
  const settings = [['KACHERY_GATEWAY_URL', gatewayUrl], ...(zone === 'default' ? [] : [['KACHERY_ZONE', zone]])]
  const install = 'pip install kachery-cloud numpy'
  const lines = (set: (name: string, value: string) => string) =>
    settings.map(([name = '', value = '']) => set(name, value))
  return [
    {
      language: 'bash',
      code: [install, ...lines((name, value) => `export ${name}=${value}`), 'kachery-cloud-init'].join('\n')
    },
    {
      language: 'PowerShell',
      code: [install, ...lines((name, value) => `$env:${name} = "${value}"`), 'kachery-cloud-init'].join('\n')
    },
    {
      language: 'Python',
      code: [
        'import os',
        ...lines((name, value) => `os.environ["${name}"] = "${value}"`),
        'import kachery_cloud as kc',
        'uri = kc.store_file("data.bin")',
        'path = kc.load_file(uri)'
      ].join('\n')
    }
  ]
}

export const messageOf = (start: Start): string =>
  `To use kachery zone ${start.zone}, run this in a terminal and open the link that it prints:\n\n${commandsOf(start)[0]?.code ?? ''}\n`
