/** What the frame of the designer asks of whichever editor is open. */
export type EditorState = { canUndo: boolean; canRedo: boolean };

export type Editor = {
  undo(): void;
  redo(): void;
  /** Null where there is nothing to zoom. */
  zoom: { fit(): void; by(factor: number): void } | null;
  /** Hands over what is drawn but not written down yet. */
  flush(): Promise<void>;
  /** Selects and centres; does nothing where the element is not there. */
  show(elementId: string): void;
};

export type EditorProps = {
  /** The content to begin with; what comes after is the editor's own. */
  content: string;
  name: string;
  onChange: (content: string) => void;
  onState: (state: EditorState) => void;
  /** Null when the editor goes away. */
  onReady: (editor: Editor | null) => void;
};
