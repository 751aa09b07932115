export type WindowTable = {
  pbx_id: string;
  name: string;
  /** JSON: WindowSettings */
  settings: string;
  revision: number;
  created_at: number;
  updated_at: number;
};

/** The highest version of a template is the one in use. */
export type TemplateVersionTable = {
  /** `vendor/name` */
  template: string;
  version: number;
  /** Null: the operator's was taken away, and the shipped one is in use. */
  text: string | null;
  author: string;
  created_at: number;
};

export type TemplateTables = { maintenance_windows: WindowTable; template_versions: TemplateVersionTable };
