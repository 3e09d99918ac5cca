/**
 * CodeMirror for a settings file, in a shadow root: there its styles are constructed sheets, which the site's content
 * security policy has nothing against, whereas in the page they would be inline ones, which it forbids.
 */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { yaml } from '@codemirror/lang-yaml'
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language'
import { type Diagnostic, forceLinting, linter, lintGutter, lintKeymap } from '@codemirror/lint'
import { EditorState, type Text } from '@codemirror/state'
import { EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { type Mistake, mistakeOf } from './settings-mistake.ts'

/** ms after the last key: whoever is still writing is not told that it is not finished. */
const lintDelay = 400

export interface YamlView {
  /** Replaces the text where it is another; one step back for undo. */
  setText(text: string): void
  /** Puts the cursor there and scrolls to it. `line`: from 1. */
  goTo(line: number): void
  focus(): void
  destroy(): void
}

interface YamlViewOptions {
  text: string
  label: string
  /** Ids mean nothing across a shadow root: how it is used is said by the label, too. */
  changed(text: string): void
  /** undefined: none any more. */
  found(mistake: Mistake | undefined): void
  /** By Ctrl-S or ⌘S. */
  save(): void
}

export function openYamlView(host: HTMLElement, { text, label, changed, found, save }: YamlViewOptions): YamlView {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const view = new EditorView({
    parent: shadow,
    root: shadow,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        history(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        indentUnit.of('  '),
        yaml(),
        syntaxHighlighting(colours),
        lintGutter(),
        linter(
          ({ state }) => {
            const mistake = mistakeOf(state.doc.toString())
            found(mistake)
            return mistake === undefined ? [] : [diagnosticOf(state.doc, mistake)]
          },
          { delay: lintDelay }
        ),
        // Tab is left to the browser: whoever came in by keyboard gets out again.
        keymap.of([
          {
            key: 'Mod-s',
            preventDefault: true,
            run: () => {
              save()
              return true
            }
          },
          ...defaultKeymap,
          ...historyKeymap,
          ...lintKeymap
        ]),
        typedOver,
        EditorView.lineWrapping,
        // A text that scrolls is reached by keyboard: axe counts no element for that but by its tabindex.
        EditorView.contentAttributes.of({
          'aria-label': label,
          spellcheck: 'false',
          autocapitalize: 'off',
          tabindex: '0'
        }),
        EditorView.updateListener.of(update => {
          if (update.docChanged) changed(update.state.doc.toString())
        }),
        look
      ]
    })
  })
  return {
    setText: next => {
      if (view.state.doc.toString() === next) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
      forceLinting(view)
    },
    goTo: line => {
      const { from } = lineAt(view.state.doc, line)
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
      view.focus()
    },
    focus: () => view.focus(),
    destroy: () => view.destroy()
  }
}

/**
 * What is typed over selected text is put there by us: a browser would keep the selection's colours in an inline style,
 * which the policy refuses, with an error in the console.
 */
const typedOver = EditorView.domEventHandlers({
  beforeinput: ({ inputType, data }, view) => {
    const { state, composing } = view
    if (inputType !== 'insertText' || data === null || composing || state.selection.main.empty) return false
    view.dispatch(state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
    return true
  }
})

const lineAt = (text: Text, line: number) => text.line(Math.min(Math.max(1, line), text.lines))

/** Of the line's text, without what it is indented by. */
function diagnosticOf(text: Text, { line, reason }: Mistake): Diagnostic {
  const { from, to, text: content } = lineAt(text, line)
  const indent = content.length - content.trimStart().length
  return { from: Math.min(from + indent, to), to, severity: 'error', message: `Line ${line}: ${reason}` }
}

/** The site's colours, which follow its theme: custom properties reach into shadow roots. */
const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
  { tag: [tags.bool, tags.number, tags.null, tags.keyword], color: 'var(--warn)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--info)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace], color: 'var(--soft)' }
])

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--card)', color: 'var(--ink)', fontSize: '0.875rem', borderRadius: '10px' },
  '&.cm-focused': { outline: '3px solid var(--accent)', outlineOffset: '2px' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    lineHeight: '1.65',
    minHeight: '16rem',
    maxHeight: '70vh',
    borderRadius: '10px'
  },
  '.cm-content': { caretColor: 'var(--ink)', padding: '0.6rem 0' },
  '.cm-gutters': {
    backgroundColor: 'var(--card)',
    color: 'var(--soft)',
    borderRight: '1px solid var(--line)',
    borderRadius: '10px 0 0 10px'
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'light-dark(#0000000a, #ffffff0d)' },
  '.cm-activeLineGutter': { color: 'var(--ink)' },
  '.cm-tooltip': {
    padding: '0.2rem 0.3rem',
    border: '1px solid var(--line)',
    borderRadius: '8px',
    backgroundColor: 'var(--card)',
    color: 'var(--ink)',
    fontFamily: 'system-ui, sans-serif'
  },
  '.cm-panels': { backgroundColor: 'var(--card)', color: 'var(--ink)' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    textUnderlineOffset: '0.25em'
  }
})
