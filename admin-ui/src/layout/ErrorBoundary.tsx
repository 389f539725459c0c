import { Component, type ReactNode } from 'react';
import { PageError } from './PageError.tsx';

type Props = { children: ReactNode; resetKey: string };
type State = { failed: boolean; key: string };

/** Keeps the frame standing when a page breaks; going elsewhere mends it. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { failed: false, key: this.props.resetKey };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.key ? null : { failed: false, key: props.resetKey };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return <PageError resetErrorBoundary={() => this.setState({ failed: false })} />;
  }
}
