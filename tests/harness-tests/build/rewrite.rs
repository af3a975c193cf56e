//! The harness's code, rewritten to ktsnap's types.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Attribute, Block, Expr, ExprStruct, Ident, Item, Macro, Member, Pat, PatRest, PatStruct, Path, Stmt, Token,
    UseTree, parse_quote,
};

use crate::table;

/// Rewrites an item.
pub(crate) fn item(mut item: Item) -> Item {
    Rewrite.visit_item_mut(&mut item);
    item
}

struct Rewrite;

impl VisitMut for Rewrite {
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        attrs.retain(|attr| !attr.path().is_ident("doc"));
    }

    /// Every name of ktsnap is in scope, so imports of the harness's names are dropped.
    fn visit_block_mut(&mut self, block: &mut Block) {
        let is_of_the_harness =
            |stmt: &Stmt| matches!(stmt, Stmt::Item(Item::Use(import)) if starts_inside(&import.tree));
        block.stmts.retain(|stmt| !is_of_the_harness(stmt));
        visit_mut::visit_block_mut(self, block);
    }

    /// `crate::monitor::dump::SCHEMA_DUAL` becomes `SCHEMA_DUAL`.
    fn visit_path_mut(&mut self, path: &mut Path) {
        visit_mut::visit_path_mut(self, path);
        if path.segments.len() > 1 && path.segments.first().is_some_and(|first| is_inside(&first.ident)) {
            let is_type = |ident: &Ident| ident.to_string().starts_with(char::is_uppercase);
            let last = path.segments.len() - 1;
            let from = path.segments.iter().position(|segment| is_type(&segment.ident)).unwrap_or(last);
            path.segments = path.segments.iter().skip(from).cloned().collect();
        }
    }

    /// The arguments of a macro are expressions, if they can be parsed.
    fn visit_macro_mut(&mut self, macro_: &mut Macro) {
        let tokens = macro_.tokens.clone();
        let rewritten = if macro_.path.is_ident("matches") {
            pattern_arguments.parse2(tokens)
        } else {
            list.parse2(tokens.clone()).or_else(|_| repeated.parse2(tokens))
        };
        if let Ok(rewritten) = rewritten {
            macro_.tokens = rewritten;
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        match expr {
            Expr::Struct(literal) => {
                if let Some(made) = made(literal) {
                    *expr = made;
                }
            }
            Expr::Assign(assign) => {
                if let Expr::Field(field) = &*assign.left {
                    *assign.right = converted("FailureDumpReport", &field.member, &assign.right);
                }
            }
            Expr::Call(call) => {
                if let Expr::Path(function) = &*call.func
                    && let Some(ours) = table::call(&joined(&function.path))
                {
                    let ours = Ident::new(ours, Span::call_site());
                    *call.func = parse_quote!(crate::names::#ours);
                }
            }
            _ => {}
        }
    }

    /// A pattern of a non-exhaustive struct must end with `..`.
    fn visit_pat_struct_mut(&mut self, pat: &mut PatStruct) {
        visit_mut::visit_pat_struct_mut(self, pat);
        pat.rest.get_or_insert_with(|| PatRest { attrs: Vec::new(), dot2_token: Token![..](Span::call_site()) });
    }
}

fn is_inside(ident: &Ident) -> bool {
    ident == "crate" || ident == "super" || ident == "self"
}

fn starts_inside(tree: &UseTree) -> bool {
    matches!(tree, UseTree::Path(path) if is_inside(&path.ident))
}

fn expr(input: ParseStream<'_>) -> syn::Result<Expr> {
    let mut expr = input.parse()?;
    Rewrite.visit_expr_mut(&mut expr);
    Ok(expr)
}

/// `a, b`
fn list(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let exprs = Punctuated::<Expr, Token![,]>::parse_terminated_with(input, expr)?;
    Ok(quote!(#exprs))
}

/// `a; 4`
fn repeated(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let element = expr(input)?;
    input.parse::<Token![;]>()?;
    let count = expr(input)?;
    Ok(quote!(#element; #count))
}

/// `a, Some(b) if b > 0`
fn pattern_arguments(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let value = expr(input)?;
    input.parse::<Token![,]>()?;
    let mut pat = Pat::parse_multi_with_leading_vert(input)?;
    Rewrite.visit_pat_mut(&mut pat);
    let guard = match input.parse::<Option<Token![if]>>()? {
        Some(_) => {
            let guard = expr(input)?;
            quote!(if #guard)
        }
        None => TokenStream::new(),
    };
    input.parse::<Option<Token![,]>>()?;
    Ok(quote!(#value, #pat #guard))
}

fn joined(path: &Path) -> String {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>().join("::")
}

/// The value of a field as ktsnap's type of that field.
fn converted(owner: &str, member: &Member, value: &Expr) -> Expr {
    let Member::Named(field) = member else { return value.clone() };
    match table::conversion(owner, &field.to_string()) {
        Some(function) => {
            let function = Ident::new(function, Span::call_site());
            parse_quote!(crate::names::#function(#value))
        }
        None => value.clone(),
    }
}

/// A struct literal with the fields of ktsnap's type. A literal of a non-exhaustive struct becomes assignments.
fn made(literal: &ExprStruct) -> Option<Expr> {
    let name = joined(&literal.path);
    if name == "RenderedValue::Ptr" {
        let field = |wanted: &str| {
            let is_wanted = |member: &Member| matches!(member, Member::Named(name) if name == wanted);
            &literal.fields.iter().find(|field| is_wanted(&field.member)).unwrap().expr
        };
        let (value, deref) = (field("value"), field("deref"));
        let (skipped, cast) = (field("deref_skipped_reason"), field("cast_annotation"));
        return Some(parse_quote!(crate::names::pointer(#value, #deref, #skipped, #cast)));
    }
    let members = literal.fields.iter().map(|field| &field.member);
    let values = literal.fields.iter().map(|field| converted(&name, &field.member, &field.expr));
    let path = &literal.path;
    if table::is_exhaustive(&name) {
        return literal.rest.is_none().then(|| parse_quote!(#path { #(#members: #values),* }));
    }
    let start: Expr = match &literal.rest {
        Some(rest) if quote!(#rest).to_string() != "Default :: default ()" => parse_quote!(#rest),
        _ => parse_quote!(crate::names::Blank::blank()),
    };
    Some(parse_quote!({
        let mut __made: #path = #start;
        #(__made.#members = #values;)*
        crate::names::Blank::finished(__made)
    }))
}
